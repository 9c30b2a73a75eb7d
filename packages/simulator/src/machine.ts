import type { Clock } from "@waybill/kit";
import type { Time } from "./time.ts";

/**
 * What a process runs on. Everything that reaches the process, answers and timers alike, comes
 * through here, so it can be stopped as by SIGSTOP, or be gone from one moment to the next: what it
 * awaits then never comes.
 */
export class Machine {
  readonly name: string;
  readonly clock: Clock;
  /** How far its clock is off, in milliseconds. */
  skewMs = 0;
  /** Requests that it has sent and has no answer to. */
  underWay = 0;
  readonly #time: Time;
  #state: "running" | "paused" | "dead" = "running";
  #held: (() => void)[] = [];
  readonly #onCrash: (() => void)[] = [];

  constructor(name: string, time: Time) {
    this.name = name;
    this.#time = time;
    this.clock = {
      now: () => time.now + this.skewMs,
      after: (delayMs, callback) => {
        let cancelled = false;
        const cancel = time.after(delayMs, () => {
          this.deliver(() => {
            if (!cancelled) callback();
          });
        });
        return () => {
          cancelled = true;
          cancel();
        };
      },
    };
  }

  get isDead(): boolean {
    return this.#state === "dead";
  }

  get isRunning(): boolean {
    return this.#state === "running";
  }

  /** Milliseconds since 1970, as everybody else has it. */
  get trueNow(): number {
    return this.#time.now;
  }

  /** Something reaches the process: at once, when it goes on, or never. */
  deliver(action: () => void): void {
    if (this.#state === "running") action();
    else if (this.#state === "paused") this.#held.push(action);
  }

  pause(): void {
    if (this.#state === "running") this.#state = "paused";
  }

  resume(): void {
    if (this.#state !== "paused") return;
    this.#state = "running";
    const held = this.#held;
    this.#held = [];
    // One after the other, as the loop of a process takes them: each may await in between.
    for (const action of held) this.#time.after(0, () => this.deliver(action));
  }

  onCrash(callback: () => void): void {
    this.#onCrash.push(callback);
  }

  crash(): void {
    if (this.#state === "dead") return;
    this.#state = "dead";
    this.#held = [];
    for (const callback of this.#onCrash) callback();
  }
}
