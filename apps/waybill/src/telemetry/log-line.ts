/** One line of the log as operators are shown it. */
export interface LogEntry {
  /** Its place among the lines of this process. */
  readonly seq: number;
  /** Which process wrote it, where the line says so. */
  readonly process: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: LogLevel;
  readonly service: string;
  readonly message: string;
  readonly tenant: string | undefined;
  readonly correlationId: string | undefined;
  readonly traceId: string | undefined;
  readonly orderId: string | undefined;
  /** What else it says. */
  readonly details: Readonly<Record<string, unknown>>;
}

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof logLevels)[number];

const orderKey = /(?:^|-)(ord_[0-9a-z]{26})$/;
const passedOver = new Set(["pid", "hostname"]);

/** Reads a line as pino wrote it. @returns undefined when it is none */
export function readLine(seq: number, line: string): LogEntry | undefined {
  const fields = parsed(line);
  if (fields === undefined) return undefined;
  const { time, level, service, msg, tenant, correlationId, traceId, orderId, ...others } = fields;
  const { process, ...rest } = others;
  const order = [orderId, rest["stream"], correlationId].find(namesOrder);
  return {
    seq,
    process: textOf(process),
    at: typeof time === "number" ? time : 0,
    level: levelOf(level),
    service: textOf(service) ?? "waybill",
    message: textOf(msg) ?? "",
    tenant: textOf(tenant),
    correlationId: textOf(correlationId),
    traceId: textOf(traceId),
    orderId: order === undefined ? undefined : orderKey.exec(order)?.[1],
    details: Object.fromEntries(Object.entries(rest).filter(([name]) => !passedOver.has(name))),
  };
}

/** A stream or an id that is an order's: `payment-ord_…`, `ord_…`. */
export function orderOf(name: string): string | undefined {
  return orderKey.exec(name)?.[1];
}

export function rankOf(level: LogLevel): number {
  return logLevels.indexOf(level);
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** pino's levels are 10, 20, … 60. */
function levelOf(value: unknown): LogLevel {
  const rank = typeof value === "number" ? Math.round(value / 10) - 1 : 2;
  return logLevels[rank] ?? "info";
}

function namesOrder(value: unknown): value is string {
  return typeof value === "string" && orderKey.test(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
