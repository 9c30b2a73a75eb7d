import { readFileSync } from "node:fs";
import { Terminal, errorMessage, partitionCount } from "@waybill/kit";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import type { DeclaredTopic } from "./declared-topics.ts";
import { parseRetention, retentionForm } from "./retention.ts";
import { Unusable } from "../failure.ts";

/** What a topic is to be like. Undefined: as many as the cluster can bear. */
export interface TopicShape {
  readonly partitions: number;
  readonly replicationFactor: number | undefined;
  readonly minInSyncReplicas: number | undefined;
  /** -1: for ever. */
  readonly retentionMs: number;
  /** Further settings by Kafka's own names. */
  readonly configs: Readonly<Record<string, string>>;
}

/** What the topics of an installation are to be like. */
export interface TopicSettings {
  shapeOf(topic: string): TopicShape;
}

const closed = { additionalProperties: false };
/** A record's partition is that of the log: with fewer some had nowhere to go. */
const Partitions = Type.Integer({ minimum: partitionCount, maximum: 1_000 });
const Replicas = Type.Integer({ minimum: 1, maximum: 100 });
const Shape = Type.Partial(
  Type.Object({
    partitions: Partitions,
    replicationFactor: Replicas,
    minInSyncReplicas: Replicas,
    retention: Type.String(),
    configs: Type.Record(Type.String(), Type.String()),
  }),
  closed,
);
type Shape = Static<typeof Shape>;
const SettingsFile = Type.Partial(
  Type.Object({ defaults: Shape, topics: Type.Record(Type.String(), Shape) }),
  closed,
);
const check = Compile(SettingsFile);

const shipped: TopicShape = {
  partitions: partitionCount,
  replicationFactor: undefined,
  minInSyncReplicas: undefined,
  retentionMs: 7 * 86_400_000,
  configs: {},
};

/** Settings that the file has names of its own for. */
const namedOtherwise: Readonly<Record<string, string>> = {
  "retention.ms": "retention",
  "min.insync.replicas": "minInSyncReplicas",
};

/**
 * The settings of the file that WAYBILL_TOPICS names, or those that Waybill ships with; docs/BROKERS.md
 * says what they are.
 * @throws {Terminal} `topics-unreadable`, or `topics-invalid` with the place and what is allowed
 */
export function readTopicSettings(
  env: Readonly<Record<string, string | undefined>>,
  declared: readonly DeclaredTopic[],
): TopicSettings {
  const file = env["WAYBILL_TOPICS"]?.trim() ?? "";
  if (file === "") return { shapeOf: () => shipped };
  try {
    return parseTopicSettings(readFileSync(file, "utf8"), { file, declared });
  } catch (cause) {
    if (cause instanceof Terminal) throw cause;
    const message = `WAYBILL_TOPICS names ${file}, which cannot be read: ${errorMessage(cause)}`;
    throw new Unusable("topics-unreadable", message, { cause });
  }
}

interface Origin {
  /** Its name in errors. */
  readonly file: string;
  readonly declared: readonly DeclaredTopic[];
}

/** @throws {Terminal} `topics-invalid` */
export function parseTopicSettings(text: string, { file, declared }: Origin): TopicSettings {
  const { defaults = {}, topics = {} } = parsed(text, file);
  const base = over(shipped, defaults, { file, place: "defaults" });
  const names = new Set(declared.map(({ name }) => name));
  const shapes = new Map<string, TopicShape>();
  for (const [name, shape] of Object.entries(topics)) {
    if (!names.has(name)) {
      const known = [...names].join(", ");
      throw invalid(file, `topics.${name}: no contract names this topic; there are ${known}`);
    }
    shapes.set(name, over(base, shape, { file, place: `topics.${name}` }));
  }
  return { shapeOf: (topic) => shapes.get(topic) ?? base };
}

function parsed(text: string, file: string): Static<typeof SettingsFile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(file, `is not JSON: ${errorMessage(cause)}`);
  }
  if (check.Check(value)) return value;
  const [first] = check.Errors(value);
  const path = (first?.instancePath ?? "").slice(1).split("/");
  const place = path.join(".");
  // What a closed object does not know is held against the schema `false`.
  const what = first?.keyword === "boolean" ? "is not known" : (first?.message ?? "is wrong");
  const given = JSON.stringify(path.reduce(memberOf, value));
  throw invalid(file, place === "" ? `the whole ${what}` : `${place} is ${given}; it ${what}`);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

interface Place {
  readonly file: string;
  readonly place: string;
}

function over(base: TopicShape, given: Shape, { file, place }: Place): TopicShape {
  const { retention, configs = {}, ...counts } = given;
  const retentionMs = retention === undefined ? base.retentionMs : parseRetention(retention);
  if (retentionMs === undefined) {
    throw invalid(file, `${place}.retention is "${retention}"; it must be ${retentionForm}`);
  }
  for (const name of Object.keys(configs)) {
    const own = namedOtherwise[name];
    if (own !== undefined) throw invalid(file, `${place}.configs.${name}: write it as "${own}"`);
  }
  const made = { ...base, ...counts, retentionMs, configs: { ...base.configs, ...configs } };
  const { replicationFactor, minInSyncReplicas = 1 } = made;
  if (replicationFactor !== undefined && minInSyncReplicas > replicationFactor) {
    throw invalid(
      file,
      `${place} asks for ${minInSyncReplicas} replicas in sync of ${replicationFactor}; nothing could ever be written`,
    );
  }
  return made;
}

function invalid(file: string, what: string): Terminal {
  return new Unusable("topics-invalid", `${file}: ${what}`);
}
