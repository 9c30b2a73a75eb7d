import type { CheckId } from "@waybill/checker";
import type { Mutant } from "./mutants/mutants.ts";
import { profileOf } from "./profile.ts";
import { simulate } from "./simulate.ts";
import { unchanged } from "./world.ts";

export interface Hunt {
  readonly mutant: Mutant;
  /** The check that is meant for it has found it; where that is left out, any other. */
  readonly caught: boolean;
  /** Every check that has found something, with what. */
  readonly found: readonly string[];
  /** Orders simulated until then. */
  readonly orders: number;
  readonly seconds: number;
}

export interface HuntOptions {
  readonly seed: number;
  /** Orders after which a mutant has survived. */
  readonly limit: number;
  readonly ordersPerWorld: number;
  /** A check that is left out, to see what then survives. */
  readonly without?: CheckId;
}

/** A mutant may never come to rest, and to wait for that costs more than all the rest. */
const patienceMs = 10 * 60_000;

/** Simulates a deliberate bug until the check that is meant for it finds it, or it has survived. */
export async function hunt(mutant: Mutant, options: HuntOptions): Promise<Hunt> {
  const { seed, limit, ordersPerWorld, without } = options;
  const began = performance.now();
  const found = new Set<string>();
  let orders = 0;
  let caught = false;
  for (let world = seed; orders < limit && !caught; world++) {
    const report = await simulate({
      seed: world,
      orders: ordersPerWorld,
      profile: profileOf(world),
      patienceMs,
      mutation: { ...unchanged, ...mutant.make() },
    });
    orders += report.orders;
    for (const { check, problem } of report.violations)
      if (check !== without) found.add(`${check} ${problem}`);
    caught = report.violations.some(({ check }) =>
      without === undefined ? check === mutant.caughtBy : check !== without,
    );
  }
  const seconds = (performance.now() - began) / 1000;
  return { mutant, caught, found: [...found], orders, seconds };
}
