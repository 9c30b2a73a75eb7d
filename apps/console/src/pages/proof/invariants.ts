import type { Check, Run } from "./proof-calls.ts";

export interface Invariant {
  readonly id: Check["id"];
  readonly title: string;
  /** What it promises, for somebody who has not read the documents. */
  readonly says: string;
  /** What is counted as looked at: one of it, and several. */
  readonly looksAt: readonly [one: string, many: string];
}

export const invariants: readonly Invariant[] = [
  {
    id: "L",
    title: "No order is lost",
    says: "Every order that a customer was told of is there, and comes to its end.",
    looksAt: ["order", "orders"],
  },
  {
    id: "C",
    title: "The money is right",
    says: "What was taken less what was given back is the total of a completed order, and nothing for a cancelled one. Never taken twice, and the payment provider’s own books say the same.",
    looksAt: ["order", "orders"],
  },
  {
    id: "S",
    title: "The stock is right",
    says: "At each place, what is available, reserved and shipped is what came in. Nothing is below zero, and what is reserved is what open orders hold.",
    looksAt: ["order or stock place", "orders and stock places"],
  },
  {
    id: "O",
    title: "The record is whole",
    says: "No event is missing, no order took a step that it may not take, and what is stored is what the events give when they are replayed.",
    looksAt: ["stream of events", "streams of events"],
  },
  {
    id: "T",
    title: "Nothing is forgotten",
    says: "No process is past its deadline, unless it is listed as stuck or waits behind a dead letter.",
    looksAt: ["deadline or timer", "deadlines and timers"],
  },
  {
    id: "N",
    title: "Customers hear of it once",
    says: "Each notification that was due was made, and made once.",
    looksAt: ["order", "orders"],
  },
  {
    id: "P",
    title: "No message is passed over",
    says: "No service has left out a message, handled one before its turn, or is past the end of a log.",
    looksAt: ["order, event or position", "orders, events and positions"],
  },
];

/** When an invariant was last found to hold. @param runs newest first */
export function lastProven(id: Check["id"], runs: readonly Run[]): string | undefined {
  const run = runs.find(({ checks }) => checks.some((check) => check.id === id && check.ok));
  return run?.endedAt ?? undefined;
}

type Progress = NonNullable<Run["progress"]>;

const steps: Readonly<Record<Progress["step"], string>> = {
  streams: "Replaying what each service has written (O, S, T)",
  orders: "Following each order through all services (L, C, S, O, T, N, P)",
  views: "Comparing what lists show with the events (O)",
  positions: "Counting positions of logs and consumers (P)",
  "second-look": "Looking again at orders that seemed wrong while they moved",
};

/** What a run is doing, in words. */
export function stepWords({ step, service }: Progress): string {
  return service === null ? steps[step] : steps[step].replace("each service", service);
}

export const stateWords: Readonly<Record<Run["state"], string>> = {
  running: "under way",
  passed: "all seven hold",
  broken: "broken",
  failed: "could not be checked",
  interrupted: "interrupted",
};
