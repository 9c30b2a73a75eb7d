import { setTimeout as delay } from "node:timers/promises";
import { TopicAdmin, type KafkaConnection, type TopicDescription } from "@waybill/bus-kafka";
import { Retryable, Terminal, WaybillError, partitionCount, type Contract } from "@waybill/kit";
import { declaredTopics } from "./declared-topics.ts";
import { clusterSize } from "./topic-list.ts";
import { assertWritable } from "./topic-change.ts";
import type { TopicSettings } from "./topic-settings.ts";
import { differencesOf, wantedTopic, type WantedTopic } from "./wanted-topic.ts";

export interface EnsureTopics {
  readonly connection: KafkaConnection;
  /** What has to have a topic: of the services and of their guests. */
  readonly contracts: readonly Contract[];
  readonly settings: TopicSettings;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  /** Ends the waiting for brokers that do not answer. */
  readonly signal?: AbortSignal;
  /** After so many it rejects with what was wrong at the last; without, it goes on. */
  readonly tries?: number;
}

const firstPauseMs = 250;
const longestPauseMs = 15_000;

/**
 * Resolves with the names of the topics that were made, when all that the contracts name are there. What is there
 * already is left as it is, with a warning where it differs. Several processes may do this at once.
 *
 * While the brokers do not answer it goes on trying and says so, until the signal. Rejects with what trying
 * again cannot mend: `topic-partitions-few`, `topic-unwritable`, `kafka-login-refused`, `kafka-not-authorized`,
 * `kafka-request-invalid`.
 */
export async function ensureTopics(options: EnsureTopics): Promise<readonly string[]> {
  const { connection, log, signal, tries = Number.POSITIVE_INFINITY } = options;
  const admin = new TopicAdmin(connection);
  const made = new Set<string>();
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        signal?.throwIfAborted();
        await ensureOnce(admin, options, made);
        if (made.size > 0) log.info({ topics: made.size }, "topics were made");
        return [...made];
      } catch (error) {
        if (!(error instanceof WaybillError) || !error.retryable || attempt >= tries) throw error;
        const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(attempt - 1, 10), longestPauseMs);
        // A broker learns of what another has made in its own time.
        if (made.size === 0 || error.code !== "kafka-topic-unknown" || attempt > 4) {
          const again = `trying again in ${pauseMs / 1_000} s`;
          log.warn(
            { code: error.code },
            `the topics are not there yet, ${again}: ${error.message}`,
          );
        }
        await delay(pauseMs, undefined, signal === undefined ? {} : { signal });
      }
    }
  } finally {
    await admin.close();
  }
}

async function ensureOnce(
  admin: TopicAdmin,
  { connection, contracts, settings, log }: EnsureTopics,
  made: Set<string>,
): Promise<void> {
  // Those that are still starting count, or their topics would never have a second replica.
  const { alive, size: brokers } = await clusterSize(admin, connection);
  const wanted = declaredTopics(contracts).map(({ name }) =>
    wantedTopic(name, settings.shapeOf(name), brokers),
  );
  const there = new Set(await admin.list());
  const missing = wanted.filter(({ name }) => !there.has(name));
  // All at once: each waits for the brokers to tell each other.
  await Promise.all(
    missing.map(async (topic) => {
      if (await create(admin, topic, alive)) made.add(topic.name);
    }),
  );
  const described = await admin.describeAll(wanted.map(({ name }) => name));
  for (const topic of wanted) {
    const description = described.get(topic.name);
    if (description !== undefined) compare(topic, description, log);
  }
}

/** @returns false when another process was faster */
async function create(admin: TopicAdmin, topic: WantedTopic, alive: number): Promise<boolean> {
  const { name, replicationFactor } = topic;
  assertWritable(name, Number(topic.configs["min.insync.replicas"]), replicationFactor);
  if (replicationFactor > alive) {
    throw new Retryable(
      "kafka-brokers-missing",
      `topic ${name} is to have ${replicationFactor} replicas, and ${alive} brokers are alive; start the others, or lower replicationFactor in the file that WAYBILL_TOPICS names`,
    );
  }
  try {
    await admin.create(topic);
    return true;
  } catch (error) {
    if (error instanceof WaybillError && error.code === "kafka-topic-exists") return false;
    throw error;
  }
}

/** @throws {Terminal} `topic-partitions-few` */
function compare(
  topic: WantedTopic,
  description: TopicDescription,
  log: EnsureTopics["log"],
): void {
  const { name, partitions } = description;
  if (partitions.length < partitionCount) {
    throw new Terminal(
      "topic-partitions-few",
      `topic ${name} has ${partitions.length} partitions, and the logs have ${partitionCount}: no events of the others could be published; \`waybill topics alter ${name} --partitions ${partitionCount}\` adds them`,
      { status: 500 },
    );
  }
  const differences = differencesOf(description, topic);
  if (differences.length === 0) return;
  const list = differences.map(
    ({ setting, has, declared }) => `${setting} is ${has}, declared is ${declared}`,
  );
  log.warn({ topic: name }, `topic ${name}: ${list.join("; ")}; it is left as it is`);
}
