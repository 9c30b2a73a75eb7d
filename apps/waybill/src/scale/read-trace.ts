import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { type Terminal, errorMessage } from "@waybill/kit";
import { parse } from "csv-parse/sync";
import { longestSeconds, traceOf, type Trace, type TracePoint } from "./trace.ts";
import { Unusable } from "../failure.ts";

const columns = ["seconds", "arrivals", "serviceRate"] as const;
const largestBytes = 32 * 1024 * 1024;

interface Line {
  readonly number: number;
  readonly cells: readonly unknown[];
}

/** @throws {Terminal} `trace-unreadable`, or `trace-invalid` with line and value */
export function readTrace(path: string): Trace {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > largestBytes)
      throw new Error(`it has ${size} bytes, and the most is ${largestBytes}`);
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const message = `cannot read the trace ${path}: ${errorMessage(cause)}`;
    throw new Unusable("trace-unreadable", message, { cause });
  }
  return parseTrace(text, basename(path));
}

/**
 * CSV or JSON lines of `seconds,arrivals[,serviceRate]`. CSV may have these names as its first line;
 * without them the columns are in this order.
 * @param file its name in errors
 */
export function parseTrace(text: string, file: string): Trace {
  const lines = text.trimStart().startsWith("{") ? jsonLines(text, file) : csvLines(text, file);
  const points: TracePoint[] = [];
  for (const line of lines) points.push(pointOf(line, points.at(-1), file));
  if (points.length === 0) throw invalid(file, "it has no points");
  const trace = traceOf(points);
  if (trace.endSeconds > longestSeconds) {
    throw invalid(
      file,
      `it covers ${trace.endSeconds} s; the most is ${longestSeconds} s (31 days)`,
    );
  }
  return trace;
}

function jsonLines(text: string, file: string): readonly Line[] {
  return text.split("\n").flatMap((line, index): readonly Line[] => {
    if (line.trim() === "") return [];
    const number = index + 1;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw invalid(file, `line ${number} is not JSON: ${errorMessage(cause)}`);
    }
    const object = (value ?? {}) as Readonly<Record<string, unknown>>;
    return [{ number, cells: columns.map((name) => object[name]) }];
  });
}

function csvLines(text: string, file: string): readonly Line[] {
  let rows: readonly { record: readonly string[]; info: { lines: number } }[];
  try {
    rows = parse(text, {
      bom: true,
      comment: "#",
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof rows;
  } catch (cause) {
    throw invalid(file, errorMessage(cause));
  }
  const names = rows[0]?.record ?? [];
  const hasNames = names.some((cell) => cell !== "" && Number.isNaN(Number(cell)));
  if (hasNames && !(names.includes("seconds") && names.includes("arrivals"))) {
    throw invalid(file, `its columns are ${names.join(", ")}; needed are seconds and arrivals`);
  }
  const places = columns.map((name, index) => (hasNames ? names.indexOf(name) : index));
  return rows.slice(hasNames ? 1 : 0).map(({ record, info }) => ({
    number: info.lines,
    cells: places.map((place) => {
      const cell = record[place];
      return cell === undefined || cell === "" ? undefined : Number(cell);
    }),
  }));
}

function pointOf(line: Line, before: TracePoint | undefined, file: string): TracePoint {
  const [seconds, arrivals, serviceRate] = line.cells;
  const wrong = (name: string, value: unknown, need: string): Terminal =>
    invalid(file, `line ${line.number}: ${name} is ${String(value)}; it must be ${need}`);
  if (!isAmount(seconds)) throw wrong("seconds", seconds, "a number from 0");
  if (before !== undefined && seconds <= before.seconds) {
    throw wrong("seconds", seconds, `over ${before.seconds}, that of the line before`);
  }
  if (!isAmount(arrivals)) throw wrong("arrivals", arrivals, "a number from 0");
  if (serviceRate === undefined) return { seconds, arrivals };
  if (!isAmount(serviceRate) || serviceRate === 0) {
    throw wrong("serviceRate", serviceRate, "a number over 0, or absent");
  }
  return { seconds, arrivals, serviceRate };
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1e12;
}

function invalid(file: string, what: string): Terminal {
  return new Unusable("trace-invalid", `${file}: ${what}`);
}
