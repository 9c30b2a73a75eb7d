import { Seed } from "@waybill/simulator";

/** The name of the fault; its rate is how many envelopes a second, not a probability. */
export const foreignMessage = "foreign-message";
const mostPerSecond = 1;

/** How much of it a world of this seed has. It draws for itself: the rest of the world stays as it is. */
export function foreignRate(seed: number): number {
  return new Seed(seed).fork(foreignMessage).pick([0, 0, 0.1, 1]) * mostPerSecond;
}
