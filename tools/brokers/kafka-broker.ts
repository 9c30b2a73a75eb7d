import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { BackgroundProcess } from "./background-process.ts";
import { javaTool, kafkaJars } from "./kafka-jars.ts";
import { serverProperties } from "./kafka-settings.ts";
import { nodeDirectory } from "./layout.ts";
import type { KafkaNode, Layout } from "./layout.ts";
import { makeCertificate } from "./secure-listener.ts";

const run = promisify(execFile);
/** A broker that hands its partitions over takes some seconds; the last of three has nobody to hand to. */
const stopGraceMs = 8000;

export class KafkaBroker {
  readonly node: KafkaNode;
  readonly #layout: Layout;
  readonly #directory: string;
  readonly #process: BackgroundProcess;

  constructor(layout: Layout, node: KafkaNode) {
    this.node = node;
    this.#layout = layout;
    this.#directory = nodeDirectory(layout, node);
    this.#process = new BackgroundProcess(join(this.#directory, "process.json"));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get logFile(): string {
    return join(this.#directory, "broker.log");
  }

  /** Starts it on the data it had; resolves before it serves. */
  async start(): Promise<void> {
    if (this.pid !== undefined) return;
    const jars = await kafkaJars(this.#layout.directory);
    await makeCertificate(this.#layout.directory);
    mkdirSync(this.#directory, { recursive: true });
    const settings = join(this.#directory, "server.properties");
    writeFileSync(settings, serverProperties(this.#layout, this.node));
    if (!existsSync(join(this.#directory, "data", "meta.properties")))
      await this.#format(jars, settings);
    await this.#process.start({
      command: javaTool("java"),
      args: [...javaOptions(jars), "kafka.Kafka", settings],
      logFile: this.logFile,
    });
  }

  /** In order: it hands its partitions over first, unless it takes too long. */
  async stop(): Promise<void> {
    await this.#process.stop(stopGraceMs);
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** It stands still, as a machine that swaps or a long collection of garbage would make it, until `resume`. */
  pause(): void {
    this.#process.pause();
  }

  resume(): void {
    this.#process.resume();
  }

  async #format(jars: string, settings: string): Promise<void> {
    const id = clusterId(this.#layout.directory);
    const tool = ["kafka.tools.StorageTool", "format", "-t", id, "-c", settings];
    await run(javaTool("java"), [...javaOptions(jars), ...tool, "--ignore-formatted"]);
  }
}

function javaOptions(jars: string): readonly string[] {
  return [
    "-Xms64m",
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "-cp",
    `${jars}/*`,
  ];
}

/** One for all nodes, in the form that Kafka wants: 16 bytes as base64url. */
function clusterId(directory: string): string {
  const file = join(directory, "cluster-id");
  if (!existsSync(file)) {
    const bytes = Buffer.from(randomUUID().replaceAll("-", ""), "hex");
    writeFileSync(file, bytes.toString("base64url"));
  }
  return readFileSync(file, "utf8");
}
