import { Admin, FindCoordinatorKeyTypes, offsetCommitV8 } from "@platformatic/kafka";
import { askAgain } from "./asking-again.ts";
import type { AskingClient } from "./asking-again.ts";
import { fewRetries, switchingOptions } from "./client-options.ts";
import type { KafkaConnection } from "./connection.ts";
import type { Doing } from "./kafka-errors.ts";

export interface GroupDescription {
  readonly name: string;
  /** Kafka's word: `Empty`, `Stable`, `Dead` and others; `Dead` is also one that there is not. */
  readonly state: string;
  readonly members: number;
}

/** Topic to partition to offset: the next one to be read. */
export type GroupOffsets = ReadonlyMap<string, ReadonlyMap<number, bigint>>;

/** An offset, and what its owner wants to know when it reads it again: at most 4 KB. */
export interface NotedOffset {
  readonly offset: bigint;
  readonly note: string;
}

/** Topic to partition. */
export type NotedOffsets = ReadonlyMap<string, ReadonlyMap<number, NotedOffset>>;

/** Consumer groups of a cluster. Ours have no members: their offsets are there for tools to see. */
export class GroupAdmin {
  readonly #connection: KafkaConnection;
  readonly #admin: Admin;
  readonly #client: AskingClient;
  readonly #coordinators = new Map<string, number>();

  constructor(connection: KafkaConnection) {
    this.#connection = connection;
    const { options, askAnother } = switchingOptions(connection, fewRetries);
    this.#admin = new Admin(options);
    this.#client = { admin: this.#admin, askAnother };
  }

  async list(): Promise<readonly string[]> {
    return this.#doing({ what: "listing groups" }, async () =>
      [...(await this.#admin.listGroups()).keys()].sort(),
    );
  }

  async describe(group: string): Promise<GroupDescription> {
    return this.#doing(
      { what: `describing group ${group}`, needs: `Describe on group ${group}` },
      async () => {
        const described = (await this.#admin.describeGroups({ groups: [group] })).get(group);
        return {
          name: group,
          state: described?.state ?? "Dead",
          members: described?.members.size ?? 0,
        };
      },
    );
  }

  /** Only what was ever committed. */
  async offsets(group: string): Promise<GroupOffsets> {
    const found = await this.noted(group);
    return new Map(
      [...found].map(([topic, noted]) => [
        topic,
        new Map([...noted].map(([partition, { offset }]) => [partition, offset])),
      ]),
    );
  }

  /** The same with the notes; an empty one where there is none. */
  async noted(group: string): Promise<NotedOffsets> {
    return this.#doing(
      { what: `reading offsets of group ${group}`, needs: `Describe on group ${group}` },
      async () => {
        const [found] = await this.#admin.listConsumerGroupOffsets({ groups: [group] });
        return new Map(
          found?.topics.map(({ name, partitions }) => [
            name,
            new Map(
              partitions
                .filter(({ committedOffset }) => committedOffset >= 0n)
                .map(({ partitionIndex, committedOffset, metadata }) => [
                  partitionIndex,
                  { offset: committedOffset, note: metadata ?? "" },
                ]),
            ),
          ]),
        );
      },
    );
  }

  /** Without being a member, for any topics at once. Rejects with `kafka-group-active` while the group has some. */
  async commit(group: string, offsets: GroupOffsets): Promise<void> {
    const noted = [...offsets].map(([topic, ofTopic]): [string, Map<number, NotedOffset>] => [
      topic,
      new Map([...ofTopic].map(([partition, offset]) => [partition, { offset, note: "" }])),
    ]);
    await this.note(group, new Map(noted));
  }

  /** The same with notes. The library would leave the notes out. */
  async note(group: string, offsets: NotedOffsets): Promise<void> {
    const topics = [...offsets].map(([name, noted]) => ({
      name,
      partitions: [...noted].map(([partitionIndex, { offset, note }]) => ({
        partitionIndex,
        committedOffset: offset,
        committedLeaderEpoch: -1,
        committedMetadata: note,
      })),
    }));
    await this.#doing(
      {
        what: `committing offsets of group ${group}`,
        needs: `Read on group ${group} and on its topics`,
      },
      async () => {
        try {
          const node = await this.#coordinatorOf(group);
          const connection = (await this.#admin.connectToBrokers([node])).get(node);
          if (connection === undefined)
            throw new Error(`broker ${node}, its coordinator, is not known`);
          await offsetCommitV8.api.async(connection, group, -1, "", null, topics);
        } catch (error) {
          // It may be another one by now.
          this.#coordinators.delete(group);
          throw error;
        }
      },
    );
  }

  /** Rejects with `kafka-group-active` while it has members. */
  async delete(group: string): Promise<void> {
    await this.#doing(
      { what: `deleting group ${group}`, needs: `Delete on group ${group}` },
      async () => this.#admin.deleteGroups({ groups: [group] }),
    );
  }

  async close(): Promise<void> {
    await this.#admin.close();
  }

  /** Asked for once: those who commit do it every second. */
  async #coordinatorOf(group: string): Promise<number> {
    const known = this.#coordinators.get(group);
    if (known !== undefined) return known;
    const keyType = FindCoordinatorKeyTypes.GROUP;
    const [found] = await this.#admin.findCoordinator({ keyType, keys: [group] });
    const node = found?.nodeId ?? -1;
    this.#coordinators.set(group, node);
    return node;
  }

  async #doing<T>(doing: Omit<Doing, "connection">, ask: () => Promise<T>): Promise<T> {
    return askAgain(this.#client, { connection: this.#connection, ...doing }, ask);
  }
}
