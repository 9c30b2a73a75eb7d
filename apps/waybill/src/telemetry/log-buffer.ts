import { type LogEntry, type LogLevel, rankOf, readLine } from "./log-line.ts";

export interface LogFilter {
  /** Whose lines, beside those of no tenant. */
  readonly tenant: string;
  readonly service?: string | undefined;
  /** This one and graver ones. */
  readonly level?: LogLevel | undefined;
  readonly orderId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly traceId?: string | undefined;
  /** Somewhere in the line, in any case. */
  readonly text?: string | undefined;
}

/** What a process holds of its log. */
export interface RecentLogs {
  /** Newest first. @param before lines older than this place */
  list(filter: LogFilter, page: { readonly before?: number; readonly limit: number }): LogEntry[];
  /** Lines after a place, oldest first. */
  after(seq: number, filter: LogFilter): LogEntry[];
  /** Place of the newest line; 0 when there is none. */
  readonly newest: number;
  /** Resolves with the next line, or when the signal fires. */
  next(signal: AbortSignal): Promise<void>;
}

interface Limits {
  readonly lines: number;
  readonly bytes: number;
}

const defaults: Limits = { lines: 5_000, bytes: 4 * 1_024 * 1_024 };
/** A longer line is not held; the file has it. */
const longestLine = 32 * 1_024;

/**
 * The last lines of the log in memory, as they were written: they are read only when somebody asks,
 * which takes some milliseconds for all of them.
 */
export class LogBuffer implements RecentLogs {
  readonly #limits: Limits;
  readonly #lines: (string | undefined)[];
  #newest = 0;
  #oldest = 1;
  #bytes = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limits: Limits = defaults) {
    this.#limits = limits;
    this.#lines = Array.from({ length: limits.lines });
  }

  add(line: string): void {
    if (line.length > longestLine) return;
    if (this.#newest - this.#oldest + 1 >= this.#limits.lines) this.#forgetOldest();
    this.#newest += 1;
    this.#lines[this.#newest % this.#limits.lines] = line;
    this.#bytes += line.length;
    while (this.#bytes > this.#limits.bytes) this.#forgetOldest();
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  get newest(): number {
    return this.#newest;
  }

  get bytes(): number {
    return this.#bytes;
  }

  list(
    filter: LogFilter,
    { before = this.#newest + 1, limit }: { readonly before?: number; readonly limit: number },
  ): LogEntry[] {
    const found: LogEntry[] = [];
    for (let seq = Math.min(before - 1, this.#newest); seq >= this.#oldest; seq -= 1) {
      if (found.length === limit) break;
      const entry = this.#matching(seq, filter);
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }

  after(after: number, filter: LogFilter): LogEntry[] {
    const found: LogEntry[] = [];
    for (let seq = Math.max(after + 1, this.#oldest); seq <= this.#newest; seq += 1) {
      const entry = this.#matching(seq, filter);
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }

  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      if (signal.aborted) resolve();
      this.#waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  #matching(seq: number, filter: LogFilter): LogEntry | undefined {
    const line = this.#lines[seq % this.#limits.lines] ?? "";
    // Most lines are passed over without being parsed.
    for (const part of [filter.orderId, filter.correlationId, filter.traceId]) {
      if (part !== undefined && !line.includes(part)) return undefined;
    }
    const entry = readLine(seq, line);
    return entry !== undefined && matches(entry, filter) ? entry : undefined;
  }

  #forgetOldest(): void {
    const place = this.#oldest % this.#limits.lines;
    this.#bytes -= this.#lines[place]?.length ?? 0;
    this.#lines[place] = undefined;
    this.#oldest += 1;
  }
}

function matches(entry: LogEntry, filter: LogFilter): boolean {
  const { service, level, orderId, correlationId, traceId, text } = filter;
  if (entry.tenant !== undefined && entry.tenant !== filter.tenant) return false;
  if (service !== undefined && entry.service !== service) return false;
  if (level !== undefined && rankOf(entry.level) < rankOf(level)) return false;
  if (orderId !== undefined && entry.orderId !== orderId) return false;
  if (correlationId !== undefined && entry.correlationId !== correlationId) return false;
  if (traceId !== undefined && entry.traceId !== traceId) return false;
  return text === undefined || wordsOf(entry).includes(text.toLowerCase());
}

function wordsOf({ message, service, details }: LogEntry): string {
  return `${message} ${service} ${JSON.stringify(details)}`.toLowerCase();
}
