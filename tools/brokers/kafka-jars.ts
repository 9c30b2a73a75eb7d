import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { kafkaVersion } from "./layout.ts";

const run = promisify(execFile);
const oldestJava = 17;
const downloadMs = 600_000;

/** `java`, or another program of its kit. */
export function javaTool(name: string): string {
  const home = process.env["JAVA_HOME"];
  return home === undefined || home === "" ? name : join(home, "bin", name);
}

/**
 * The folder with Kafka's jars, which Maven brings once: about 55 MB. Throws, saying what to install,
 * when Java or Maven is missing.
 */
export async function kafkaJars(directory: string): Promise<string> {
  assertJava();
  const jars = join(directory, `kafka-${kafkaVersion}`);
  if (existsSync(jars)) return jars;
  const unfinished = `${jars}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const pom = join(directory, "pom.xml");
  writeFileSync(pom, pomText());
  try {
    await run(
      "mvn",
      ["-B", "-q", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${unfinished}`],
      { timeout: downloadMs },
    );
  } catch (error) {
    throw new Error(whyNoJars(error), { cause: error });
  }
  renameSync(unfinished, jars);
  return jars;
}

function whyNoJars(error: unknown): string {
  const { code, stdout } = error as { code?: unknown; stdout?: string };
  if (code === "ENOENT") {
    return (
      "Kafka comes through Maven, and there is no mvn. Install Maven (apt-get install maven, " +
      "brew install maven), or see docs/BROKERS.md for other ways to have a Kafka"
    );
  }
  return `Maven could not bring Kafka ${kafkaVersion}: ${stdout ?? String(error)}`;
}

function assertJava(): void {
  let text: string;
  try {
    text = execFileSync(javaTool("java"), ["--version"], { encoding: "utf8" });
  } catch (error) {
    throw new Error(
      `Kafka needs Java ${oldestJava} or newer, and ${javaTool("java")} does not run. Install it ` +
        "(apt-get install openjdk-17-jre-headless, brew install openjdk), or set JAVA_HOME",
      { cause: error },
    );
  }
  const version = Number(/\b(\d+)/.exec(text)?.[1]);
  if (version < oldestJava)
    throw new Error(`Kafka needs Java ${oldestJava} or newer; ${javaTool("java")} is ${version}`);
}

/** Kafka's own tools, such as kafka-producer-perf-test, come along: the benchmark compares with them. */
function pomText(): string {
  const wanted: readonly (readonly [group: string, artifact: string, version: string])[] = [
    ["org.apache.kafka", "kafka_2.13", kafkaVersion],
    ["org.apache.kafka", "kafka-tools", kafkaVersion],
    // Kafka itself brings no back end for its logs.
    ["org.slf4j", "slf4j-simple", "1.7.36"],
  ];
  const dependencies = wanted.map(
    ([group, artifact, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>` +
      `<version>${version}</version><scope>runtime</scope></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>waybill</groupId><artifactId>brokers</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
${dependencies.join("\n")}
</dependencies>
</project>
`;
}
