import { faultNames, profileOf, type Profile, type ProfileOptions } from "./profile.ts";
import { simulate, type Simulation } from "./simulate.ts";
import type { Mutation } from "./world.ts";

export interface Failing {
  readonly seed: number;
  readonly orders: number;
  readonly faults: ReadonlySet<string>;
  readonly simulation: Simulation;
}

/** A history that still breaks a promise, with as few orders and as few faults as could be found. */
export async function shrink(
  from: {
    readonly seed: number;
    readonly orders: number;
    readonly only?: ReadonlySet<string>;
    /** What the seed makes of the world; `profileOf` when absent. */
    readonly profile?: (seed: number, options: ProfileOptions) => Profile;
  },
  mutation?: Mutation,
): Promise<Failing | undefined> {
  const fails = async (
    orders: number,
    faults: ReadonlySet<string>,
  ): Promise<Failing | undefined> => {
    const { seed, profile = profileOf } = from;
    const simulation = await simulate({
      seed,
      orders,
      profile: profile(seed, { only: faults }),
      ...(mutation === undefined ? {} : { mutation }),
    });
    return simulation.violations.length > 0 ? { seed, orders, faults, simulation } : undefined;
  };
  let best = await fails(from.orders, from.only ?? new Set(faultNames));
  if (best === undefined) return undefined;
  best = await fewerOrders(best, fails);
  for (const fault of best.faults) {
    const without: ReadonlySet<string> = best.faults.difference(new Set([fault]));
    best = (await fails(best.orders, without)) ?? best;
  }
  return fewerOrders(best, fails);
}

async function fewerOrders(
  from: Failing,
  fails: (orders: number, faults: ReadonlySet<string>) => Promise<Failing | undefined>,
): Promise<Failing> {
  let best = from;
  for (let step = Math.floor(best.orders / 2); step >= 1; step = Math.floor(step / 2)) {
    if (best.orders - step < 1) continue;
    const smaller = await fails(best.orders - step, best.faults);
    if (smaller === undefined) continue;
    best = smaller;
    step = Math.min(step, Math.floor(best.orders / 2)) + 1;
  }
  return best;
}
