import { kafkaConnectionFrom } from "@waybill/bus-kafka";
import { contracts } from "@waybill/contracts";
import type { Contract } from "@waybill/kit";
import { Command } from "commander";
import { confirmName } from "../topics/confirm-name.ts";
import { declaredTopics } from "../topics/declared-topics.ts";
import { TopicDesk } from "../topics/topic-desk.ts";
import { configOption, retentionOption, type ConfigOption } from "../topics/topic-options.ts";
import { topicPrefix } from "../topics/topic-prefix.ts";
import { readTopicSettings } from "../topics/topic-settings.ts";
import { alteredText, topicText, topicsText } from "../topics/topic-text.ts";
import { whole } from "./number-option.ts";
import { print } from "./remote.ts";

interface Shown {
  readonly json?: boolean;
}

/** `waybill topics`: those of the Kafka cluster that the settings name. */
export function topicsCommand(): Command {
  const topics = new Command("topics")
    .description("topics of Kafka: list, describe, create, alter, delete")
    .addHelpText(
      "after",
      `
Settings (environment): WAYBILL_KAFKA_BROKERS and what goes with it, WAYBILL_TOPIC_PREFIX,
WAYBILL_TOPICS (a file that says how topics are to be); docs/BROKERS.md explains them.`,
    );
  addLooks(topics);
  addCreate(topics);
  addAlter(topics);
  addDelete(topics);
  return topics;
}

function addLooks(topics: Command): void {
  topics
    .command("ls")
    .description("list topics, those that are missing too, and say which are not as declared")
    .option("--json", "machine-readable output")
    .action(async (options: Shown) => {
      await atDesk(async (desk) => {
        const found = await desk.list();
        print(options, found, topicsText(found));
      });
    });
  topics
    .command("describe <topic>")
    .description("show one, with its partitions, replicas and offsets")
    .option("--json", "machine-readable output")
    .action(async (name: string, options: Shown) => {
      await atDesk(async (desk) => {
        const found = await desk.describe(name);
        print(options, found, topicText(found));
      });
    });
}

interface CreateFlags extends Shown {
  readonly partitions?: number;
  readonly replicas?: number;
  readonly minInSync?: number;
  readonly retention?: number;
  readonly config?: ConfigOption;
}

function addCreate(topics: Command): void {
  topics
    .command("create [topic]")
    .description("make one, or all that the contracts name and that are missing")
    .option("--partitions <n>", "how many (as declared)", whole(1, 1_000))
    .option("--replicas <n>", "of each partition (as declared)", whole(1, 100))
    .option("--min-in-sync <n>", "replicas that have a record before it counts", whole(1, 100))
    .option("--retention <time>", "such as 7d, 12h, or unlimited", retentionOption)
    .option("--config <name=value>", "a setting by Kafka's own name; several times", configOption)
    .option("--json", "machine-readable output")
    .action(async (name: string | undefined, options: CreateFlags) => {
      await atDesk(async (desk) => {
        const made = name === undefined ? await desk.createDeclared() : [name];
        if (name !== undefined) await desk.create(name, shapeIn(options));
        const text = made.map((each) => `${each} is made\n`).join("");
        print(options, { made }, text || "all topics of the contracts are there\n");
      });
    });
}

function shapeIn({ partitions, replicas, minInSync, retention, config = {} }: CreateFlags) {
  const given = Object.entries(config).flatMap(([key, value]) =>
    value === null ? [] : [[key, value] as const],
  );
  return {
    ...(partitions === undefined ? {} : { partitions }),
    ...(replicas === undefined ? {} : { replicationFactor: replicas }),
    ...(minInSync === undefined ? {} : { minInSyncReplicas: minInSync }),
    ...(retention === undefined ? {} : { retentionMs: retention }),
    configs: Object.fromEntries(given),
  };
}

interface AlterFlags extends Shown {
  readonly partitions?: number;
  readonly retention?: number;
  readonly config?: ConfigOption;
  readonly asDeclared?: boolean;
}

function addAlter(topics: Command): void {
  topics
    .command("alter <topic>")
    .description("change one: partitions can grow and never shrink")
    .option("--partitions <n>", "how many it is to have", whole(1, 1_000))
    .option("--retention <time>", "such as 7d, 12h, or unlimited", retentionOption)
    .option("--config <name=value>", "by Kafka's own name; name= takes it back", configOption)
    .option("--as-declared", "whatever is otherwise than the contracts and the file say")
    .option("--json", "machine-readable output")
    .action(async (name: string, options: AlterFlags) => {
      const { retention: retentionMs, config: configs, json: _, ...rest } = options;
      await atDesk(async (desk) => {
        const altered = await desk.alter(name, {
          ...rest,
          ...(retentionMs === undefined ? {} : { retentionMs }),
          ...(configs === undefined ? {} : { configs }),
        });
        print(options, altered, alteredText(altered, desk.isDeclared(name)));
      });
    });
}

interface DeleteFlags extends Shown {
  readonly yes?: string;
  readonly force?: boolean;
}

function addDelete(topics: Command): void {
  topics
    .command("delete <topic>")
    .description("delete one with all its records")
    .option("--yes <topic>", "its name again, instead of being asked for it")
    .option("--force", "also a topic of the contracts")
    .option("--json", "machine-readable output")
    .action(async (name: string, options: DeleteFlags) => {
      await atDesk(async (desk) => {
        await desk.assertDeletable(name, options.force === true);
        await confirmName(name, options.yes);
        await desk.delete(name);
        print(options, { deleted: name }, `${name} is deleted\n`);
      });
    });
}

async function atDesk(use: (desk: TopicDesk) => Promise<void>): Promise<void> {
  const prefix = topicPrefix(process.env) ?? "";
  const named = contracts.map((each): Contract => ({ ...each, topic: prefix + each.topic }));
  const desk = new TopicDesk({
    connection: kafkaConnectionFrom(process.env, "waybill-cli"),
    contracts: named,
    settings: readTopicSettings(process.env, declaredTopics(named)),
    warn: (message) => {
      process.stderr.write(`waybill: ${message}\n`);
    },
  });
  try {
    await use(desk);
  } finally {
    await desk.close();
  }
}
