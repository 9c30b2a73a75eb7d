import { grouped } from "../text-table.ts";
import type { Measured } from "./measure.ts";
import type { PerfOptions, PerfTest } from "./perf-options.ts";

const waitedFor: Readonly<Record<PerfTest, string>> = {
  produce: "a batch acknowledged after",
  consume: "",
  "end-to-end": "a batch with the consumer after",
};

export function perfText(test: PerfTest, options: PerfOptions, measured: Measured): string {
  const { bus, size, batch, acks = "all", compression = "lz4" } = options;
  const { records, seconds, recordsPerSecond, megabytesPerSecond, latency } = measured;
  const kafka = bus === "kafka" ? `, acks ${acks}, ${compression}` : "";
  const cut = records < options.records ? ` of ${grouped(options.records)}: the time was over` : "";
  const lines = [
    `${test} on ${bus}: ${grouped(size)} bytes a record, ${grouped(batch)} a batch${kafka}`,
    `  ${grouped(records)} records in ${seconds.toFixed(2)} s${cut}`,
    `  ${grouped(recordsPerSecond)} records/s, ${megabytesPerSecond.toFixed(2)} MB/s`,
  ];
  if (latency !== null) {
    const { p50, p95, p99, max } = latency;
    lines.push(`  ${waitedFor[test]}  p50 ${p50} ms  p95 ${p95} ms  p99 ${p99} ms  max ${max} ms`);
  }
  return `${lines.join("\n")}\n`;
}
