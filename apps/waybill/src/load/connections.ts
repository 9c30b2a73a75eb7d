import { Client, type Dispatcher } from "undici";
import { ShotHandler, type Shot } from "./order-shot.ts";

interface Request {
  readonly call: Dispatcher.DispatchOptions;
  readonly done: (shot: Shot) => void;
}

const answerTimeoutMs = 30_000;

/**
 * Kept-alive connections with one request at a time on each; what finds none waits its turn. The one that has rested
 * longest is taken, so that all are in use. Undici's `Pool` looks through its connections for each request: with a
 * thousand of them that was a seventh of what sending an order took.
 */
export class Connections {
  readonly #clients: readonly Client[];
  /** A ring: the free ones begin at `#first`. */
  readonly #ring: Client[];
  #first = 0;
  #free: number;
  readonly #waiting: Request[] = [];

  constructor(url: string, count: number) {
    this.#clients = Array.from(
      { length: count },
      () =>
        new Client(url, {
          pipelining: 1,
          headersTimeout: answerTimeoutMs,
          bodyTimeout: answerTimeoutMs,
          keepAliveTimeout: 30_000,
        }),
    );
    this.#ring = [...this.#clients];
    this.#free = count;
  }

  send(call: Dispatcher.DispatchOptions, done: (shot: Shot) => void): void {
    const client = this.#take();
    if (client === undefined) this.#waiting.push({ call, done });
    else this.#dispatch(client, { call, done });
  }

  async destroy(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.destroy()));
  }

  #dispatch(client: Client, { call, done }: Request): void {
    const handler = new ShotHandler((shot) => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#giveBack(client);
      else this.#dispatch(client, next);
      done(shot);
    });
    client.dispatch(call, handler);
  }

  #take(): Client | undefined {
    if (this.#free === 0) return undefined;
    const client = this.#ring[this.#first];
    this.#first = (this.#first + 1) % this.#ring.length;
    this.#free -= 1;
    return client;
  }

  #giveBack(client: Client): void {
    this.#ring[(this.#first + this.#free) % this.#ring.length] = client;
    this.#free += 1;
  }
}
