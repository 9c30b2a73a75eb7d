import { errorMessage, type Clock } from "@waybill/kit";
import type { TouchIndex } from "./touch-index.ts";

const everyMs = 2_000;
/** Between two blocks, which leaves the database to others most of the time. */
const pauseMs = 50;

interface TouchIndexerOptions {
  readonly index: Pick<TouchIndex, "writeBlock">;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
}

/** Keeps an index of touches behind the log. While the database is away it waits. */
export class TouchIndexer {
  readonly #options: TouchIndexerOptions;
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: TouchIndexerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#later(everyMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  #later(delayMs: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.after(delayMs, () => {
      this.#running = this.#write();
    });
  }

  async #write(): Promise<void> {
    try {
      this.#later((await this.#options.index.writeBlock()) ? pauseMs : everyMs);
    } catch (error) {
      this.#options.warn(`the index of touched streams waits: ${errorMessage(error)}`);
      this.#later(everyMs);
    }
  }
}
