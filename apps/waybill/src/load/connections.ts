import { Connection, type Outcome } from "./connection.ts";

export interface Call {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

interface Waiting {
  readonly request: string;
  readonly done: (outcome: Outcome) => void;
}

const answerTimeoutMs = 30_000;
const lookEveryMs = 1_000;

/**
 * Connections with one call at a time on each; what finds none free waits its turn. The one that has rested longest is
 * taken, so that all are in use. Why not a library's client: docs/decisions/0032-connections-of-the-load.md.
 */
export class Connections {
  readonly #host: string;
  readonly #all: readonly Connection[];
  /** A ring: the free ones begin at `#first`. */
  readonly #ring: Connection[];
  #first = 0;
  #free: number;
  readonly #waiting: Waiting[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(url: string, count: number) {
    const to = new URL(url);
    this.#host = to.host;
    this.#all = Array.from({ length: count }, () => new Connection(to));
    this.#ring = [...this.#all];
    this.#free = count;
    this.#timer = setInterval(() => {
      for (const each of this.#all) each.expire(answerTimeoutMs);
    }, lookEveryMs).unref();
  }

  send(call: Call, done: (outcome: Outcome) => void): void {
    const waiting = { request: requestOf(call, this.#host), done };
    const connection = this.#take();
    if (connection === undefined) this.#waiting.push(waiting);
    else this.#sendOn(connection, waiting);
  }

  /** Calls that are under way or wait get no outcome. */
  destroy(): void {
    clearInterval(this.#timer);
    this.#waiting.length = 0;
    for (const each of this.#all) each.destroy();
  }

  #sendOn(connection: Connection, { request, done }: Waiting): void {
    connection.send(request, (outcome) => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#giveBack(connection);
      else this.#sendOn(connection, next);
      done(outcome);
    });
  }

  #take(): Connection | undefined {
    if (this.#free === 0) return undefined;
    const connection = this.#ring[this.#first];
    this.#first = (this.#first + 1) % this.#ring.length;
    this.#free -= 1;
    return connection;
  }

  #giveBack(connection: Connection): void {
    this.#ring[(this.#first + this.#free) % this.#ring.length] = connection;
    this.#free += 1;
  }
}

function requestOf({ method, path, headers = [], body }: Call, host: string): string {
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n`;
  for (let index = 0; index < headers.length; index += 2) {
    head += `${headers[index]}: ${headers[index + 1]}\r\n`;
  }
  if (body === undefined) return `${head}\r\n`;
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
