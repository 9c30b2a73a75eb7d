import { basename, extname } from "node:path";
import { readFileSync } from "node:fs";
import { errorMessage } from "@waybill/kit";
import { Unusable } from "../failure.ts";

/** How a service stood at the end of a stretch of time. */
interface RecordedPoint {
  readonly seconds: number;
  readonly arrivals: number;
  readonly lag: number;
  readonly replicas: number;
}

export interface Recording {
  /** That of the file. */
  readonly name: string;
  readonly points: readonly RecordedPoint[];
}

const columns = ["seconds", "arrivals", "lag", "replicas"] as const;

/**
 * Reads what `up --autoscale-record` has written of a service.
 * @throws {Terminal} `trace-unreadable`, or `trace-invalid` with line and value
 */
export function readRecording(path: string): Recording {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const message = `cannot read the trace ${path}: ${errorMessage(cause)}`;
    throw new Unusable("trace-unreadable", message, { cause });
  }
  return parseRecording(text, basename(path));
}

/** @param file its name in errors, and without its ending in the chart */
export function parseRecording(text: string, file: string): Recording {
  const points = text
    .split("\n")
    .flatMap((line, index) =>
      line.trim() === "" ? [] : [pointOf(line, `${file}: line ${index + 1}`)],
    );
  if (points.length === 0) throw new Unusable("trace-invalid", `${file}: it has no points`);
  return { name: basename(file, extname(file)), points };
}

function pointOf(line: string, place: string): RecordedPoint {
  let value: Readonly<Record<string, unknown>>;
  try {
    value = (JSON.parse(line) ?? {}) as typeof value;
  } catch (cause) {
    throw new Unusable("trace-invalid", `${place} is not JSON: ${errorMessage(cause)}`);
  }
  const cells = columns.map((name): number => {
    const cell = value[name];
    if (typeof cell === "number" && cell >= 0) return cell;
    const need = "a number from 0, as --autoscale-record writes it";
    throw new Unusable("trace-invalid", `${place}: ${name} is ${String(cell)}; it must be ${need}`);
  });
  const [seconds = 0, arrivals = 0, lag = 0, replicas = 0] = cells;
  return { seconds, arrivals, lag, replicas };
}
