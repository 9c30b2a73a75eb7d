import { errorMessage, type Clock, type Database } from "@waybill/kit";
import type { Logger } from "pino";
import type { ServiceConnections } from "./databases.ts";

/** Often, so that what a full load leaves is never much at once. */
const everyMs = 60 * 1000;
const firstMs = 30 * 1000;
/** Between two deletions of one run, which leaves the connection to others most of the time. */
const pauseMs = 100;
const answersKeptHours = 48;
const deletedAtOnce = 5_000;

type Services = ReadonlyMap<string, Pick<ServiceConnections, "views">>;

/** Removes what has had its time: answers kept for idempotency keys. */
export class Housekeeping {
  readonly #services: Services;
  readonly #clock: Clock;
  readonly #log: Logger;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(options: {
    readonly services: Services;
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
        while (!this.#stopped && (await deleteAnswers(views)) === deletedAtOnce)
          await this.#pause();
      } catch (error) {
        this.#log.warn({ service }, `housekeeping failed: ${errorMessage(error)}`);
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(pauseMs, resolve);
      this.#cancel = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** @returns how many it deleted, at most `deletedAtOnce` */
async function deleteAnswers(views: Database): Promise<number> {
  const [deleted] = await views.query<{ count: number }>(
    `with deleted as (
       delete from answers where key in (
         select key from answers where created_at < now() - make_interval(hours => $1) limit $2)
       returning 1)
     select count(*)::int as count from deleted`,
    [answersKeptHours, deletedAtOnce],
  );
  return deleted?.count ?? 0;
}
