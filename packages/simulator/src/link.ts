import { StoreUnavailable } from "@waybill/kit";
import type { DatabaseServer } from "./database-server.ts";
import type { Faults } from "./faults.ts";
import type { Machine } from "./machine.ts";
import type { Seed } from "./seed.ts";
import type { Time } from "./time.ts";

/** Faults of the way between a process and its database. */
export const linkFaults = {
  refused: "store-refused",
  replyLost: "commit-reply-lost",
  crashBefore: "crash-before-commit",
  crashAfter: "crash-after-commit",
  late: "packet-delayed",
} as const;

export interface LinkOptions {
  readonly machine: Machine;
  readonly server: DatabaseServer;
  readonly time: Time;
  readonly faults: Faults;
  readonly seed: Seed;
  /** Mean time of one way, in milliseconds. */
  readonly latencyMs: number;
}

interface Answer<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** The longest a packet lies on the way: past the lease of whoever sent it. */
const maxLateMs = 20_000;

/** One connection of a process to a database: requests arrive in the order in which they were sent. */
export class Link {
  readonly #options: LinkOptions;
  #lastArrival = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** @param action what the database does, at one moment */
  request<T>(action: () => T, kind: "read" | "commit" = "read"): Promise<T> {
    const { machine, server, time, faults, seed, latencyMs } = this.#options;
    return new Promise<T>((resolve, reject) => {
      if (machine.isDead) return;
      const answer = { resolve, reject };
      machine.underWay += 1;
      if (!server.isUp || faults.strikes(linkFaults.refused)) {
        time.after(1, () => this.#fail(answer, "it refuses the connection"));
        return;
      }
      if (kind === "commit" && faults.strikes(linkFaults.crashBefore)) {
        machine.crash();
        return;
      }
      const late = faults.strikes(linkFaults.late) ? seed.int(100, maxLateMs) : 0;
      const arrival = Math.max(this.#lastArrival, time.now + seed.delay(latencyMs) + late);
      this.#lastArrival = arrival;
      const { generation } = server;
      server.underWay += 1;
      time.after(arrival - time.now, () => {
        this.#arrive({ action, kind, generation, answer });
      });
    });
  }

  #arrive<T>(request: {
    readonly action: () => T;
    readonly kind: "read" | "commit";
    readonly generation: number;
    readonly answer: Answer<T>;
  }): void {
    const { machine, server, faults, seed } = this.#options;
    const { action, kind, generation, answer } = request;
    if (server.generation !== generation || !server.isUp) {
      server.underWay -= 1;
      this.#fail(answer, "the connection was lost");
      return;
    }
    // The process is gone. What it had sent may have been on its way as a whole, or in part.
    if (machine.isDead && seed.chance(0.5)) {
      server.underWay -= 1;
      return;
    }
    if (kind === "commit" && server.isFull) {
      server.underWay -= 1;
      this.#fail(answer, "no space left on device");
      return;
    }
    let outcome: () => void;
    try {
      const value = action();
      outcome = () => answer.resolve(value);
    } catch (error) {
      outcome = () => answer.reject(error);
    }
    if (kind === "commit" && faults.strikes(linkFaults.crashAfter)) machine.crash();
    if (kind === "commit" && faults.strikes(linkFaults.replyLost)) {
      server.underWay -= 1;
      this.#fail(answer, "the connection was lost");
      return;
    }
    this.#reply(outcome, generation, answer);
  }

  #reply(outcome: () => void, generation: number, answer: Answer<never>): void {
    const { machine, server, time, seed, latencyMs } = this.#options;
    const back = (): void => {
      server.underWay -= 1;
      if (server.generation !== generation) {
        this.#fail(answer, "the connection was lost");
        return;
      }
      machine.deliver(() => {
        machine.underWay -= 1;
        outcome();
      });
    };
    // Now and then other processes get in between the effect and the answer.
    if (seed.chance(0.3)) time.after(seed.delay(latencyMs), back);
    else back();
  }

  #fail(answer: Pick<Answer<never>, "reject">, why: string): void {
    const { machine } = this.#options;
    machine.deliver(() => {
      machine.underWay -= 1;
      answer.reject(new StoreUnavailable(`the database is not available: ${why}`));
    });
  }
}
