import { TopicAdmin, type KafkaConnection } from "@waybill/bus-kafka";
import { Terminal, type Contract } from "@waybill/kit";
import { declaredTopics } from "./declared-topics.ts";
import { ensureTopics } from "./ensure-topics.ts";
import {
  alterTopic,
  asDeclared,
  assertEnoughPartitions,
  assertWritable,
  type ChangedSetting,
} from "./topic-change.ts";
import { describeTopic, type DescribedTopic } from "./topic-detail.ts";
import { clusterSize, listTopics, type Declared, type ListedTopic } from "./topic-list.ts";
import type { TopicSettings, TopicShape } from "./topic-settings.ts";
import { differencesOf, wantedTopic, type TopicDifference } from "./wanted-topic.ts";

interface DeskParts {
  readonly connection: KafkaConnection;
  readonly contracts: readonly Contract[];
  readonly settings: TopicSettings;
  readonly warn: (message: string) => void;
}

/** What an operator asks of a topic that is there; what is left out stays. */
export interface AlterRequest {
  readonly asDeclared?: boolean;
  readonly partitions?: number;
  readonly retentionMs?: number;
  /** By Kafka's own names; null goes back to the brokers' default. */
  readonly configs?: Readonly<Record<string, string | null>>;
}

export interface Altered {
  readonly topic: string;
  readonly changed: readonly ChangedSetting[];
  /** What is otherwise than declared and cannot be changed. */
  readonly left: readonly TopicDifference[];
}

/** Enough for brokers that have just been started. */
const tries = 5;

/** The topics of a cluster, as operators look at them and change them. */
export class TopicDesk {
  readonly #parts: DeskParts;
  readonly #admin: TopicAdmin;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#admin = new TopicAdmin(parts.connection);
  }

  /** Those that are missing too. */
  async list(): Promise<readonly ListedTopic[]> {
    return listTopics(this.#admin, await this.#declared());
  }

  /** @throws {Terminal} `topic-not-found` */
  async describe(name: string): Promise<DescribedTopic> {
    await this.#assertThere(name);
    const { connection } = this.#parts;
    const declared = await this.#declared();
    return describeTopic({ admin: this.#admin, connection, declared }, name);
  }

  /** Makes what the contracts name and is missing. @returns their names */
  async createDeclared(): Promise<readonly string[]> {
    const { warn } = this.#parts;
    const log = {
      info: () => undefined,
      warn: (_fields: object, message: string) => {
        warn(message);
      },
    };
    return ensureTopics({ ...this.#parts, log, tries });
  }

  /**
   * What is not given is as declared.
   * @throws {Terminal} `topic-partitions-few`, `topic-unwritable`, `kafka-topic-exists`, `kafka-request-invalid`
   */
  async create(name: string, given: Partial<TopicShape>): Promise<void> {
    const shape = this.#parts.settings.shapeOf(name);
    const configs = { ...shape.configs, ...given.configs };
    const { alive } = await clusterSize(this.#admin, this.#parts.connection);
    const wanted = wantedTopic(name, { ...shape, ...given, configs }, alive);
    if (this.isDeclared(name)) assertEnoughPartitions(name, wanted.partitions);
    const inSync = Number(wanted.configs["min.insync.replicas"]);
    assertWritable(name, inSync, wanted.replicationFactor);
    await this.#admin.create(wanted);
  }

  /** @throws {Terminal} `topic-unchanged`, `topic-not-found`, `topic-foreign`, and what `alterTopic` throws */
  async alter(name: string, request: AlterRequest): Promise<Altered> {
    assertAsksSomething(request);
    await this.#assertThere(name);
    const { partitions, retentionMs, configs } = request;
    const description = await this.#admin.describe(name);
    const { change, left } =
      request.asDeclared === true
        ? await this.#asDeclared(name, description)
        : { change: { configs: {} }, left: [] };
    const changed = await alterTopic(this.#admin, description, {
      ...change,
      ...(partitions === undefined ? {} : { partitions }),
      configs: {
        ...change.configs,
        ...configs,
        ...(retentionMs === undefined ? {} : { "retention.ms": String(retentionMs) }),
      },
    });
    return { topic: name, changed, left };
  }

  /**
   * Resolves when it may be deleted. @param force also a topic of the contracts
   * @throws {Terminal} `topic-not-found`, `topic-declared`
   */
  async assertDeletable(name: string, force: boolean): Promise<void> {
    await this.#assertThere(name);
    if (force || !this.isDeclared(name)) return;
    throw new Terminal(
      "topic-declared",
      `topic ${name} is one of the contracts: its consumers wait until it is made again, and is filled from the log by the service that writes it; --force deletes it nevertheless`,
    );
  }

  async delete(name: string): Promise<void> {
    await this.#admin.delete(name);
  }

  isDeclared(name: string): boolean {
    return this.#parts.contracts.some(({ topic }) => topic === name);
  }

  async close(): Promise<void> {
    await this.#admin.close();
  }

  async #asDeclared(name: string, description: Parameters<typeof asDeclared>[0]) {
    if (!this.isDeclared(name)) {
      throw new Terminal("topic-foreign", `topic ${name} is not declared: no contract names it`);
    }
    const { settings, brokers } = await this.#declared();
    const wanted = wantedTopic(name, settings.shapeOf(name), brokers);
    return asDeclared(description, wanted, differencesOf(description, wanted));
  }

  async #declared(): Promise<Declared> {
    const { connection, contracts, settings } = this.#parts;
    const { size: brokers } = await clusterSize(this.#admin, connection);
    return { topics: declaredTopics(contracts), settings, brokers };
  }

  /** A name that is mistyped is told as such. */
  async #assertThere(name: string): Promise<void> {
    const there = await this.#admin.list();
    if (there.includes(name)) return;
    throw new Terminal(
      "topic-not-found",
      `there is no topic ${name}; \`waybill topics ls\` lists the ${there.length} that there are`,
      { status: 404 },
    );
  }
}

function assertAsksSomething({ asDeclared: all, partitions, retentionMs, configs }: AlterRequest) {
  if (all === true || partitions !== undefined || retentionMs !== undefined) return;
  if (Object.keys(configs ?? {}).length > 0) return;
  throw new Terminal(
    "topic-unchanged",
    "say what is to change: --partitions, --retention, --config or --as-declared",
  );
}
