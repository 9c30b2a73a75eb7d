import type { CheckId } from "@waybill/checker";
import type { Mutation } from "../world.ts";
import { moneyMutants } from "./money-mutants.ts";
import { runtimeMutants } from "./runtime-mutants.ts";
import { stockMutants } from "./stock-mutants.ts";

/** A deliberate bug, and the check that is meant to catch it. */
export interface Mutant {
  /** Stable, for the command line. */
  readonly name: string;
  /** What is wrong, as one would say it of a real bug. */
  readonly bug: string;
  readonly caughtBy: CheckId;
  /** Made anew for each run: some count. */
  readonly make: () => Partial<Mutation>;
}

/** The checker is checked against these: each has to be caught by the check that is meant for it. */
export const mutants: readonly Mutant[] = [...runtimeMutants, ...moneyMutants, ...stockMutants];
