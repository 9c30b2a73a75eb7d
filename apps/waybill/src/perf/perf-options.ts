import { Terminal } from "@waybill/kit";
import type { BusName } from "../system/broker.ts";

export type PerfTest = "produce" | "consume" | "end-to-end";
export const compressions = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
export type Compression = (typeof compressions)[number];
export const acknowledgements = ["all", "1", "0"] as const;
export type Acks = (typeof acknowledgements)[number];

/** What is measured, and how much of it. */
export interface PerfOptions {
  readonly bus: BusName;
  readonly records: number;
  /** Bytes of a record as it travels. */
  readonly size: number;
  /** Records that are published together. */
  readonly batch: number;
  /** For each part of the measurement; what is not done by then is left out. */
  readonly seconds: number;
  /** Of Kafka. */
  readonly acks: Acks | undefined;
  readonly compression: Compression | undefined;
  /** Made for the measurement and deleted after it. */
  readonly topic: string | undefined;
}

/** @throws {Terminal} `perf-option-invalid` for what only Kafka has, and for what could not be measured */
export function assertFits(test: PerfTest, { bus, acks, compression, topic }: PerfOptions): void {
  if (acks === "0" && test !== "produce") {
    throw new Terminal(
      "perf-option-invalid",
      `--acks 0 is for produce: what nobody acknowledges may be lost, and ${test} would wait for it`,
    );
  }
  if (bus === "kafka") return;
  const given = Object.entries({ acks, compression, topic }).find(
    ([, value]) => value !== undefined,
  );
  if (given === undefined) return;
  const [name, value] = given;
  throw new Terminal(
    "perf-option-invalid",
    `--${name} ${value} is for Kafka, and the bus is ${bus}; leave it out, or give --bus kafka`,
  );
}
