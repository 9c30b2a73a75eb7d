import {
  CaptureFailed,
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
  ReservationExpiring,
  ReservationFailed,
  ShipmentDispatched,
  ShipmentFailed,
  ShipmentsRecalled,
  StockReleased,
  StockReserved,
  StockReturned,
  type Contract,
} from "@waybill/contracts";
import { partitionOf } from "@waybill/kit";
import fc from "fast-check";
import { unusedVersion, type Maker } from "./envelope.ts";
import type { Schema } from "./misfits.ts";

/** Answers that a checkout waits for, so that any of them may come to one that does not exist. */
const replies: readonly Contract[] = [
  PaymentAuthorized,
  PaymentDeclined,
  PaymentCaptured,
  CaptureFailed,
  PaymentVoided,
  PaymentRefunded,
  StockReserved,
  ReservationFailed,
  StockReleased,
  StockReturned,
  ReservationExpiring,
  ShipmentDispatched,
  ShipmentFailed,
  ShipmentsRecalled,
];

const anything = fc.anything({ maxDepth: 3, withNullPrototype: false });
const json = fc.jsonValue({ maxDepth: 4 });

/** Any shape at all, with a type that somebody wants: else nobody would look at it. */
const shapes = fc.record(
  {
    stream: anything,
    version: anything,
    partition: anything,
    schemaVersion: anything,
    data: anything,
    meta: anything,
    time: anything,
    touches: anything,
  },
  { requiredKeys: [] },
);

function sample<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
  return value as T;
}

const arbitraryEnvelope: Maker = ({ wanted, seed, draw }) => ({
  kind: "arbitrary-envelope",
  fate: "refused",
  message: { ...sample(shapes, draw), type: seed.pick(wanted) },
});

const arbitraryData: Maker = ({ event, wanted, seed, draw }) => {
  const { source: _, ...rest } = event;
  const data = sample(json, draw);
  const version = unusedVersion(seed);
  return {
    kind: "arbitrary-data",
    fate: "refused",
    message: { ...rest, version, type: seed.pick(wanted), data },
  };
};

/** A few answers about one order of nobody, in whatever order. */
const orderOfNobody: Maker = ({ event, seed, draw }) => {
  const fitting = replies.filter(({ source }) => source === event.source);
  return fitting.length === 0 ? undefined : replyTo(seed.pick(fitting), { seed, draw, event });
};

function replyTo(
  { type, version: schemaVersion, schema }: Contract,
  { seed, draw, event }: Pick<Parameters<Maker>[0], "seed" | "draw" | "event">,
): ReturnType<Maker> {
  const order = `ord_${String(seed.int(0, 99)).padStart(26, "0")}`;
  const category = { inventory: "reservation", payments: "payment", fulfilment: "shipment" };
  const stream = `${category[event.source as keyof typeof category]}-${order}`;
  const data = { ...(sample(ofSchema(schema as Schema), draw) as object), orderId: order };
  return {
    kind: "reply-to-nobody",
    fate: "harmless",
    orderOfNobody: order,
    message: {
      partition: partitionOf(order),
      stream,
      version: unusedVersion(seed),
      type,
      schemaVersion,
      data,
      meta: event.meta,
      time: event.time,
      touches: [],
    },
  };
}

/** Data of a schema. */
function ofSchema(schema: Schema): fc.Arbitrary<unknown> {
  const { type, anyOf, pattern, properties = {}, required = [], items } = schema;
  if ("const" in schema) return fc.constant(schema.const);
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(ofSchema));
  if (type === "string")
    return pattern === undefined
      ? fc.string({ maxLength: 30 })
      : fc.stringMatching(new RegExp(pattern));
  if (type === "integer") return fc.integer({ min: schema.minimum ?? 0, max: 1_000 });
  if (type === "boolean") return fc.boolean();
  if (type === "array") return fc.array(ofSchema(items ?? {}), { maxLength: 3 });
  if (type !== "object") return json;
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, of]) => [name, ofSchema(of)]),
  );
  return fc.record(fields, { requiredKeys: [...required] });
}

export const arbitraries: readonly Maker[] = [arbitraryEnvelope, arbitraryData, orderOfNobody];
