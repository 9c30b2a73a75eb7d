import type { Finding } from "@waybill/checker";
import { categoryOf } from "@waybill/kit";
import type { World } from "../world.ts";

interface Place {
  readonly available: number;
  readonly reserved: number;
  readonly shipped: number;
}

/** S at every moment, not only at the end: no commit leaves less than nothing anywhere. */
export class StockWatch {
  readonly findings: Finding[] = [];
  looked = 0;

  constructor(world: World) {
    world.disks.get("inventory")?.watch((_, { snapshots }) => {
      for (const { stream, state } of snapshots) {
        if (categoryOf(stream) !== "stock") continue;
        this.looked += 1;
        this.#check(stream, state);
      }
    });
  }

  #check(stream: string, state: unknown): void {
    const { locations } = state as { readonly locations: readonly Place[] };
    for (const place of locations) {
      const { available, reserved, shipped } = place;
      if (available >= 0 && reserved >= 0 && shipped >= 0) continue;
      const message = `${stream} was left with ${JSON.stringify(place)}`;
      this.findings.push({ check: "S", problem: "below-zero-meanwhile", message, stream });
    }
  }
}
