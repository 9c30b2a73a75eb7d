import { randomBytes } from "node:crypto";

/** Time, as the runtime and the domain see it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `delayMs`; returns a function that takes it back. */
  after(delayMs: number, callback: () => void): () => void;
}

export interface Ids {
  /** A prefixed id that sorts by time: `ord_` and 26 characters of Crockford's base 32, as a ULID. */
  make(prefix: string): string;
  /** A W3C traceparent that starts a trace, which nobody records. */
  traceparent(): string;
}

export interface Random {
  /** At least 0, below 1. */
  next(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

export const systemRandom: Random = { next: () => Math.random() };

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const poolBytes = 8_192;

/** Ids of the system's clock and randomness; 80 random bits within each millisecond. */
export function systemIds(clock: Clock = systemClock): Ids {
  let pool = randomBytes(poolBytes);
  let used = 0;
  const take = (count: number): Buffer => {
    if (used + count > poolBytes) {
      pool = randomBytes(poolBytes);
      used = 0;
    }
    used += count;
    return pool.subarray(used - count, used);
  };
  let lastTime = -1;
  let timePart = "";
  return {
    make(prefix) {
      const now = clock.now();
      if (now !== lastTime) {
        timePart = encodeTime(now);
        lastTime = now;
      }
      let random = "";
      for (const byte of take(16)) random += alphabet[byte & 31];
      return `${prefix}_${timePart}${random}`;
    },
    traceparent() {
      const hex = take(24).toString("hex");
      return `00-${hex.slice(0, 32)}-${hex.slice(32)}-00`;
    },
  };
}

function encodeTime(ms: number): string {
  let rest = ms;
  let text = "";
  for (let digit = 0; digit < 10; digit++) {
    text = (alphabet[rest % 32] ?? "") + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
