import Type from "typebox";
import { activity, type Activity, type ActivityDefinition } from "../concepts/activity.ts";
import { happened, type Contract, type Meta, type Recorded } from "../concepts/contract.ts";
import { decider, on, type Decider } from "../concepts/decider.ts";
import { reaction } from "../concepts/reaction.ts";
import { service, type Service } from "../concepts/service.ts";
import type { View } from "../concepts/view.ts";

/** The smallest pair of services with everything in it: `alpha` posts numbers by key, `beta` reads them. */
export const Posted = {
  source: "alpha",
  type: "Posted",
  topic: "alpha.posted",
  version: 1,
  schema: Type.Object({ key: Type.String(), n: Type.Integer() }),
} satisfies Contract;

export const Counted = {
  source: "beta",
  type: "Counted",
  topic: "beta.counted",
  version: 1,
  schema: Type.Object({
    key: Type.String(),
    n: Type.Integer(),
    note: Type.Optional(Type.String()),
  }),
} satisfies Contract;

interface Posts {
  readonly n: number;
}

/** Numbers its events from 1, `count` of them a command. */
export const posts = decider({
  category: "post",
  initial: (): Posts => ({ n: 0 }),
  key: (command: { readonly type: "post"; readonly key: string; readonly count?: number }) =>
    command.key,
  // Rarely true of a test, and so what it takes for new is often there.
  opening: ["post"],
  decide: {
    post: ({ key, count = 1 }, { n }) =>
      Array.from({ length: count }, (_, index) => happened(Posted, { key, n: n + index + 1 })),
  },
  evolve: [on(Posted, (_: Posts, { n }) => ({ n }))],
});

/** How often `beta` has counted a key's numbers, and whether each came right after the one before it. */
export interface Tally {
  readonly count: number;
  readonly last: number;
  readonly disorder: number;
  readonly seen?: readonly number[];
}

export interface CountCommand {
  readonly type: "count";
  readonly key: string;
  readonly n: number;
  readonly note?: string;
}

/** Counts whatever it is told, without a thought of duplicates: that is for the runtime to prevent. */
export const tallies: Decider<Tally, CountCommand> = decider<Tally, CountCommand>({
  category: "tally",
  initial: () => ({ count: 0, last: 0, disorder: 0 }),
  key: (command) => command.key,
  decide: {
    count: ({ key, n, note }) => [
      happened(Counted, { key, n, ...(note === undefined ? {} : { note }) }),
    ],
  },
  evolve: [
    on(Counted, ({ count, last, disorder }: Tally, { n }) => ({
      count: count + 1,
      last: n,
      disorder: disorder + (n === last + 1 ? 0 : 1),
    })),
  ],
});

export function producing(views: readonly View[] = []): Service {
  return service({ name: "alpha", deciders: [posts], views });
}

/**
 * The service that counts by a reaction.
 * @param handle called for each message before it is counted; may throw
 */
export function counting(
  handle: (message: Recorded<{ key: string; n: number }>) => void = () => undefined,
  views: readonly View[] = [],
): Service {
  return service({
    name: "beta",
    deciders: [tallies],
    reactions: [
      reaction(Posted, tallies, ({ key, n }, message) => {
        handle(message);
        return { type: "count", key, n };
      }),
    ],
    views,
  });
}

/** The service that counts what an activity brings back. */
export function calling(
  perform: ActivityDefinition<Tally, CountCommand>["perform"],
  policy: ActivityDefinition<Tally, CountCommand>["policy"] = {},
): Service {
  const made: Activity = activity({
    name: "caller",
    on: [Posted],
    to: tallies,
    key: (message) => dataOf(message).key,
    policy,
    perform,
  });
  return service({ name: "beta", deciders: [tallies], activities: [made] });
}

export function dataOf(message: Recorded): { readonly key: string; readonly n: number } {
  return message.data as { key: string; n: number };
}

export function metaOf(correlationId: string): Meta {
  return {
    tenant: "acme",
    correlationId,
    causationId: correlationId,
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  };
}
