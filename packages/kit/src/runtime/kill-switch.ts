import { MalformedMessage } from "./envelope.ts";
import { OtherTenant } from "./work.ts";

export interface KillSwitchOptions {
  /** Messages to have seen before the share of failures means anything. */
  readonly minimum: number;
  /** Share of failures, 0 to 1, from which on the consumer pauses. */
  readonly threshold: number;
  /** First pause in milliseconds; doubles while the first messages after it fail again. */
  readonly pauseMs: number;
  readonly maxPauseMs: number;
}

const defaultKillSwitch: KillSwitchOptions = {
  minimum: 50,
  threshold: 0.5,
  pauseMs: 1_000,
  maxPauseMs: 60_000,
};

/** Whether a failure makes it likely that other messages fail too: not when it is the message that is wrong. */
export function saysOfOthers(error: unknown): boolean {
  return !(error instanceof MalformedMessage || error instanceof OtherTenant);
}

/**
 * Pauses a consumer whose messages mostly fail: a dependency is down, and going on would turn
 * the whole backlog into dead letters. It has no clock of its own: whoever pauses ends the pause, so
 * that none is forgotten because a timer fired a moment early or the clock was set back.
 */
export class KillSwitch {
  readonly #options: KillSwitchOptions;
  #seen = 0;
  #failed = 0;
  #pauses = 0;
  #handledEver = 0;
  #failedEver = 0;
  #isPaused = false;

  constructor(options: KillSwitchOptions = defaultKillSwitch) {
    this.#options = options;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Messages handled since the start, and how many of them failed. */
  get totals(): { readonly handled: number; readonly failed: number } {
    return { handled: this.#handledEver, failed: this.#failedEver };
  }

  /** @returns after how many milliseconds the pause that begins now is to be ended; 0: go on */
  record(handled: number, failed: number): number {
    this.#seen += handled;
    this.#failed += failed;
    this.#handledEver += handled;
    this.#failedEver += failed;
    // After a pause a few messages are enough to see that nothing has changed.
    const minimum = this.#pauses > 0 ? Math.min(5, this.#options.minimum) : this.#options.minimum;
    if (this.#seen < minimum) return 0;
    const share = this.#failed / this.#seen;
    this.#seen = 0;
    this.#failed = 0;
    if (share < this.#options.threshold) {
      this.#pauses = 0;
      return 0;
    }
    const pause = Math.min(this.#options.pauseMs * 2 ** this.#pauses, this.#options.maxPauseMs);
    this.#pauses += 1;
    this.#isPaused = true;
    return pause;
  }

  /** Goes on to see whether messages still fail. */
  endPause(): void {
    this.#isPaused = false;
  }

  /** A person has seen to the cause: the next pause is a first one again. */
  resume(): void {
    this.#isPaused = false;
    this.#pauses = 0;
  }
}
