import { claims } from "../checks/claims.ts";
import { consumption } from "../checks/consumption.ts";
import { destination } from "../checks/destination.ts";
import { goods } from "../checks/goods.ts";
import { keyOrder } from "../checks/key-order.ts";
import { lifecycle } from "../checks/lifecycle.ts";
import { mails } from "../checks/mails.ts";
import { money } from "../checks/money.ts";
import { namedOrder } from "../checks/named-order.ts";
import {
  orderCase,
  orderCategories,
  type CaseContext,
  type OrderCase,
  type OrderCheck,
  type OrderParts,
} from "../checks/order-case.ts";
import { deadline } from "../checks/timers.ts";
import type { CheckId, Finding } from "../findings.ts";
import type { Illegal } from "../ledgers/illegal.ts";
import { SortedCursor } from "../reading/cursor.ts";
import { StreamReader, type Stream } from "../reading/streams.ts";
import { unreadable } from "../reading/unreadable.ts";
import type { Claim, Consignment, ProviderAccount, Sources } from "../sources.ts";

const orderChecks: Readonly<Partial<Record<CheckId, OrderCheck>>> = {
  L: (order, context) => [...lifecycle(order, context), ...claims(order)],
  C: money,
  S: goods,
  T: deadline,
  N: mails,
  P: (order, context) => [...consumption(order, context), ...keyOrder(order, context)],
};
export const orderCheckIds = Object.keys(orderChecks) as readonly CheckId[];

/** What all checks that look at one order in several services say of it. */
export function suspicions(order: OrderCase, context: CaseContext): readonly Finding[] {
  if (order.unreadable.length > 0) return order.unreadable;
  try {
    return Object.values(orderChecks).flatMap((check) => check(order, context));
  } catch (error) {
    return [unreadable({ order: order.id }, "an event of the order", error)];
  }
}

/** O: events that are in the wrong stream, or that nothing before them allows. */
export function illegalEvents(order: OrderCase): readonly Finding[] {
  const of = (service: string, category: string, illegal: readonly Illegal[]): Finding[] =>
    illegal.map(({ problem, message }) => ({
      check: "O",
      problem,
      order: order.id,
      service,
      stream: `${category}-${order.id}`,
      message,
    }));
  return [
    ...namedOrder(order),
    ...of("orders", "order", order.order.illegal),
    ...of("checkout", "checkout", order.checkout.illegal),
    ...of("payments", "payment", order.payment.illegal),
    ...of("fulfilment", "shipment", order.shipments.illegal),
    ...of("inventory", "reservation", order.reservation.illegal),
    ...destination(order),
  ];
}

/**
 * All orders with everything that is known of each, in the order of their ids: the logs of the
 * services and the ledgers of the outside, read side by side. Memory holds one order at a time.
 */
export async function* orderCases(
  sources: Sources,
  keys?: readonly string[],
): AsyncGenerator<OrderCase> {
  const readers = openReaders(sources, keys);
  const heads = new Map<string, Stream>();
  await Promise.all(
    [...readers.streams].map(async ([service, reader]) => {
      await advance(heads, service, reader);
    }),
  );
  for (;;) {
    const id = await smallest(heads, readers);
    if (id === undefined) return;
    const streams = new Map<string, Stream>();
    for (const [service, stream] of heads) if (stream.key === id) streams.set(service, stream);
    const [provider] = await readers.provider.take(id);
    const [carrier] = await readers.carrier.take(id);
    const acknowledged = (await readers.acknowledged.take(id)).length > 0;
    const claimed = (await readers.claims.take(id)).map(({ claim }) => claim);
    const parts: OrderParts = { id, acknowledged, streams, claims: claimed, provider, carrier };
    yield orderCase(parts);
    for (const service of streams.keys()) {
      const reader = readers.streams.get(service);
      if (reader !== undefined) await advance(heads, service, reader);
    }
  }
}

interface Readers {
  readonly streams: ReadonlyMap<string, StreamReader>;
  readonly acknowledged: SortedCursor<string>;
  readonly claims: SortedCursor<Claim>;
  readonly provider: SortedCursor<ProviderAccount>;
  readonly carrier: SortedCursor<Consignment>;
}

function openReaders(sources: Sources, keys: readonly string[] | undefined): Readers {
  const streams = new Map<string, StreamReader>();
  for (const [service, category] of Object.entries(orderCategories)) {
    const log = sources.logs.get(service);
    if (log !== undefined) streams.set(service, new StreamReader(log, { category, keys }));
  }
  return {
    streams,
    acknowledged: new SortedCursor(sources.acknowledged(keys), (order) => order),
    claims: new SortedCursor(sources.claims(keys), (each) => each.orderId),
    provider: new SortedCursor(sources.provider?.(keys) ?? nothing(), (each) => each.orderId),
    carrier: new SortedCursor(sources.carrier?.(keys) ?? nothing(), (each) => each.orderId),
  };
}

async function* nothing(): AsyncGenerator<never[]> {
  yield await Promise.resolve([]);
}

async function advance(
  heads: Map<string, Stream>,
  service: string,
  reader: StreamReader,
): Promise<void> {
  const next = await reader.next();
  if (next === undefined) heads.delete(service);
  else heads.set(service, next);
}

async function smallest(
  heads: ReadonlyMap<string, Stream>,
  readers: Readers,
): Promise<string | undefined> {
  let id: string | undefined;
  for (const { key } of heads.values()) if (id === undefined || key < id) id = key;
  const { acknowledged, claims: claimed, provider, carrier } = readers;
  for (const cursor of [acknowledged, claimed, provider, carrier]) {
    const key = await cursor.key();
    if (key !== undefined && (id === undefined || key < id)) id = key;
  }
  return id;
}
