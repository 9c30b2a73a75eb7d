import { contracts } from "@waybill/contracts";
import { categoryOf, eventId, partitionOf } from "@waybill/kit";
import type { Seed } from "@waybill/simulator";
import {
  anotherTenant,
  unusedVersion,
  type Envelope,
  type Fate,
  type Maker,
  type Material,
} from "./envelope.ts";
import { longText, nested, polluting } from "./hostile-values.ts";
import { withMisfit, withUnknownField, withoutField, type Schema } from "./misfits.ts";

const schemas = new Map(contracts.map(({ type, schema }) => [type, schema as Schema]));
const year = 365 * 24 * 3_600_000;

/** A true event, and what of it is changed. */
type Change = (material: Material) => object | undefined;

function mutation(kind: string, fate: Fate, change: Change): Maker {
  return (material) => {
    const { event, seed } = material;
    const changed = change(material);
    if (changed === undefined) return undefined;
    const { source: _, ...rest } = event;
    const own = fate === "harmless" ? {} : { version: unusedVersion(seed) };
    const message = { ...rest, ...own, ...changed };
    return { kind, fate, message, ...(fate === "harmless" ? { repeats: eventId(event) } : {}) };
  };
}

type Spoil = (data: unknown, schema: Schema, seed: Seed) => unknown;

function spoilt(kind: string, spoil: Spoil): Maker {
  return mutation(kind, "refused", ({ event, seed }) => {
    const schema = schemas.get(event.type);
    const data = schema === undefined ? undefined : spoil(event.data, schema, seed);
    return data === undefined ? undefined : { data };
  });
}

/** One of them; nothing at all may be among them. */
function anyOf<T>(seed: Seed, values: readonly T[]): T {
  return values[seed.int(0, values.length - 1)] as T;
}

const badTexts = ["", "\u0000", "a\u0000b", "\ud800", "line\nfeed", 5, null, undefined, {}, []];
const badNumbers = [0, -1, 0.5, Number.NaN, "one", null, undefined, 2 ** 53, {}];

/** True events with something changed. Those that are refused have a version of their own. */
export const mutations: readonly Maker[] = [
  mutation("repeated", "harmless", () => ({})),
  mutation("repeated-with-more-fields", "harmless", ({ event, seed }) => ({
    data: {
      ...(event.data as object),
      ...anyOf(seed, [
        polluting,
        () => ({ deep: nested(anyOf(seed, [50, 5_000])) }),
        () => ({ long: longText(seed) }),
        () => ({ half: "\ud800", nul: "\u0000" }),
      ])(),
    },
  })),
  mutation("repeated-at-another-time", "harmless", ({ event, seed }) => ({
    time: anyOf(seed, [0, 1, event.time - 50 * year, event.time + 50 * year]),
  })),
  mutation("repeated-with-another-trace", "harmless", ({ event, seed }) => ({
    meta: { ...event.meta, traceparent: anyOf(seed, ["", "00-0-0-00", "x", "ff-ff", "'; drop"]) },
  })),
  spoilt("field-missing", withoutField),
  spoilt("field-of-another-type", withMisfit),
  spoilt("field-unknown", withUnknownField),
  mutation("newer-schema", "refused", ({ seed }) => ({ schemaVersion: seed.int(5, 32_767) })),
  mutation("schema-version-malformed", "refused", ({ seed }) => ({
    schemaVersion: anyOf(seed, badNumbers),
  })),
  mutation("version-malformed", "refused", ({ seed }) => ({ version: anyOf(seed, badNumbers) })),
  mutation("time-malformed", "refused", ({ seed }) => ({
    time: anyOf(seed, [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e18, "now", null, undefined]),
  })),
  mutation("type-unknown", "refused", ({ seed }) => ({
    type: anyOf(seed, ["", "OrderShredded", "__proto__", "constructor", "orderplaced", 7, null]),
  })),
  mutation("type-of-another-service", "refused", ({ elsewhere }) => ({
    type: elsewhere.type,
    stream: elsewhere.stream,
    data: elsewhere.data,
  })),
  mutation("source-of-another-service", "refused", ({ elsewhere, seed }) => ({
    source: anyOf(seed, [elsewhere.source, "", "nobody", undefined]),
  })),
  mutation("stream-malformed", "refused", ({ event, seed }) => ({
    stream: anyOf(seed, [...badTexts, "nodash", "-", `${event.stream}\u0000`, "x".repeat(5_000)]),
  })),
  mutation("stream-of-another-key", "refused", otherKey),
  mutation("partition-malformed", "refused", ({ event, seed }) => ({
    partition: anyOf(seed, [(event.partition + 1) % 4, 4, -1, 32_767, 0.5, "0", null, undefined]),
  })),
  mutation("tenant-of-another", "apart", ({ event }) => ({
    meta: { ...event.meta, tenant: anotherTenant },
  })),
  mutation("tenant-malformed", "refused", ({ event, seed }) => ({
    meta: { ...event.meta, tenant: anyOf(seed, badTexts) },
  })),
  mutation("meta-malformed", "refused", ({ event, seed }) => {
    const field = anyOf(seed, ["correlationId", "causationId", "traceparent"]);
    // Without a trace it is an event all the same.
    const value = anyOf(seed, badTexts) ?? null;
    const meta: object = { ...event.meta, [field]: value === "" ? "\n" : value };
    return { meta: anyOf(seed, [undefined, null, "acme", [], meta, meta, meta]) };
  }),
  mutation("touches-malformed", "refused", ({ seed }) => ({
    touches: anyOf(seed, [null, undefined, "stock-1", [null], [1], {}]),
  })),
];

/** The stream says one order and the data another. */
function otherKey({ event, seed }: Material): Partial<Envelope["message"]> | undefined {
  const subject = (event.data as { readonly orderId?: string }).orderId;
  if (subject === undefined) return undefined;
  const key = anyOf(seed, [`ord_${unusedVersion(seed)}`, subject.toUpperCase()]);
  return { stream: `${categoryOf(event.stream)}-${key}`, partition: partitionOf(key) };
}
