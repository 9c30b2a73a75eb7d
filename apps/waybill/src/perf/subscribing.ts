import { partitionCount, type Bus, type Contract, type Feed } from "@waybill/kit";

const fromTheStart: ReadonlyMap<number, number> = new Map(
  Array.from({ length: partitionCount }, (_, partition) => [partition, 0]),
);

/** All events of a kind, from the first on. */
export function subscribing(bus: Bus, contract: Contract, ready: () => void): Feed {
  return bus.subscribe({
    consumer: "perf",
    channel: bus.channelOf(contract),
    types: new Set([contract.type]),
    after: fromTheStart,
    ready,
  });
}

/** Stands for the own log of a reader that has none. */
export const withoutLog: Bus = {
  channelOf: ({ source }) => source,
  subscribe: () => {
    throw new Error("a measurement reads what was published and no log");
  },
  committed: () => undefined,
  close: () => Promise.resolve(),
};
