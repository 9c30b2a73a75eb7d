import type { Finding } from "@waybill/checker";
import type { World } from "../world.ts";

/** P at every moment: whoever writes under a lease has it, and nobody reads a position back. */
export class FenceWatch {
  readonly findings: Finding[] = [];
  readonly #epochs = new Map<string, number>();
  readonly #reached = new Map<string, number>();

  constructor(world: World) {
    for (const [service, disk] of world.disks) {
      disk.watch((_, { positions }) => {
        for (const { consumer, channel, partition, position, to, epoch } of positions) {
          const slot = `${consumer} of ${channel}/${partition}`;
          const lease = this.#epochs.get(slot) ?? 0;
          const reached = this.#reached.get(slot) ?? 0;
          if (epoch < lease) this.#found(service, "written-without-lease", slot);
          else if (position < reached) this.#found(service, "position-went-back", slot);
          this.#epochs.set(slot, Math.max(epoch, lease));
          this.#reached.set(slot, Math.max(to, reached));
        }
      });
    }
  }

  #found(service: string, problem: string, slot: string): void {
    if (this.findings.length > 20) return;
    this.findings.push({ check: "P", problem, service, message: slot });
  }
}
