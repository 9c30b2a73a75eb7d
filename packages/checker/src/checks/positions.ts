import { partitionCount, sourceOf, type Service } from "@waybill/kit";
import type { Emit } from "../findings.ts";
import type { Density } from "../reading/density.ts";
import { channelsOf, subscriptionsOf } from "../reading/subscriptions.ts";
import type { ConsumerPosition } from "../sources.ts";

const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);

/** P for a log: its positions are 1, 2, 3 … without a gap and without a double. */
export function dense(service: string, density: Density, emit: Emit): void {
  const find = (problem: string, message: string, position?: number): void =>
    emit({
      check: "P",
      problem,
      service,
      message,
      ...(position === undefined ? {} : { position }),
    });
  for (const position of density.repeated)
    find("position-repeated", `two events have position ${position}`, position);
  for (const position of density.gaps())
    find("position-gap", `no event has position ${position} of ${density.max}`, position);
}

/** P for consumers: each is at or behind the newest position of what it reads. `heads` are younger than the positions. */
export function behindHeads(
  positions: readonly ConsumerPosition[],
  heads: ReadonlyMap<string, number>,
  emit: Emit,
): void {
  for (const { consumer, channel, partition, position } of positions) {
    const head = heads.get(sourceOf(channel));
    if (head === undefined || position <= head) continue;
    emit({
      check: "P",
      problem: "ahead-of-log",
      consumer,
      position,
      message: `${consumer} is at ${position} of ${channel} (partition ${partition}), whose newest position is ${head}`,
    });
  }
}

/** P for subscriptions: whoever is declared to read a log that has something has a position in each of its partitions. */
export function subscribed(
  service: Service,
  {
    positions,
    heads,
  }: {
    readonly positions: readonly ConsumerPosition[];
    readonly heads: ReadonlyMap<string, number>;
  },
  emit: Emit,
): void {
  const present = new Set(
    positions.map((each) => `${each.consumer}|${each.channel}|${each.partition}`),
  );
  for (const [consumer, contracts] of subscriptionsOf(service)) {
    for (const [source, topics] of Map.groupBy(contracts, (contract) => contract.source)) {
      if ((heads.get(source) ?? 0) === 0) continue;
      const missing = partitions.filter(
        (partition) =>
          !topics.every((contract) =>
            channelsOf(contract).some((each) => present.has(`${consumer}|${each}|${partition}`)),
          ),
      );
      if (missing.length === 0) continue;
      const named =
        missing.length === partitions.length ? "it" : `its partitions ${missing.join(", ")}`;
      emit({
        check: "P",
        problem: "not-subscribed",
        consumer,
        service: service.name,
        message: `${consumer} reads ${source} and has no position in ${named}`,
      });
    }
  }
}
