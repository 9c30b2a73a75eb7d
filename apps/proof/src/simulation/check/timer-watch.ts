import type { Finding } from "@waybill/checker";
import type { World } from "../world.ts";

interface Marked {
  readonly process?: { readonly due?: number };
}

/** T at every moment: a checkout that has a deadline has a timer for it, in the same commit. */
export class TimerWatch {
  readonly findings: Finding[] = [];

  constructor(world: World) {
    world.disks.get("checkout")?.watch((disk, { events }) => {
      for (const { stream, version, data } of events) {
        const due = (data as Marked).process?.due;
        const isLatest = disk.streams.events(stream).at(-1)?.version === version;
        if (due === undefined || !isLatest) continue;
        const set = disk.streams.timers.get(stream)?.due;
        if (set !== undefined && set <= due) continue;
        const message = `${stream} is due at ${due} and its timer is ${set ?? "not set"}`;
        this.findings.push({ check: "T", problem: "timer-missing-meanwhile", message, stream });
      }
    });
  }
}
