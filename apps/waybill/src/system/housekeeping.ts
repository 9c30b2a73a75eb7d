import { errorMessage, type Clock } from "@waybill/kit";
import type { Logger } from "pino";
import type { ServiceConnections } from "./databases.ts";

const everyMs = 10 * 60 * 1000;
const firstMs = 30 * 1000;
const answersKeptHours = 48;
const deletedAtOnce = 5_000;

/** Removes what has had its time: answers kept for idempotency keys. */
export class Housekeeping {
  readonly #services: ReadonlyMap<string, ServiceConnections>;
  readonly #clock: Clock;
  readonly #log: Logger;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(options: {
    readonly services: ReadonlyMap<string, ServiceConnections>;
    readonly clock: Clock;
    readonly log: Logger;
  }) {
    this.#services = options.services;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  start(): void {
    this.#later(firstMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #later(delayMs: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#clock.after(delayMs, () => {
      void this.#run().finally(() => {
        this.#later(everyMs);
      });
    });
  }

  async #run(): Promise<void> {
    for (const [service, { views }] of this.#services) {
      try {
        await views.query(
          `delete from answers where key in (
             select key from answers where created_at < now() - make_interval(hours => $1) limit $2)`,
          [answersKeptHours, deletedAtOnce],
        );
      } catch (error) {
        this.#log.warn({ service }, `housekeeping failed: ${errorMessage(error)}`);
      }
    }
  }
}
