import { OrderConnection, type Endpoint, type Outcome } from "./order-connection.ts";

interface Waiting {
  readonly request: string;
  readonly done: (outcome: Outcome) => void;
}

/** Connections to one server, opened when they are needed; who finds all of them busy waits for the first that is free. */
export class OrderConnections {
  readonly #endpoint: Endpoint;
  readonly #most: number;
  readonly #all = new Set<OrderConnection>();
  /** The one used last is used next: those that are not needed come to their time. */
  readonly #free: OrderConnection[] = [];
  readonly #waiting: Waiting[] = [];

  constructor(endpoint: Endpoint, most: number) {
    this.#endpoint = endpoint;
    this.#most = most;
  }

  send(request: string, done: (outcome: Outcome) => void): void {
    const connection = this.#free.pop() ?? this.#open();
    if (connection === undefined) this.#waiting.push({ request, done });
    else this.#sendOn(connection, { request, done });
  }

  /** What is under way fails. */
  close(): void {
    this.#waiting.length = 0;
    for (const connection of this.#all) connection.close();
  }

  #open(): OrderConnection | undefined {
    if (this.#all.size >= this.#most) return undefined;
    const connection = new OrderConnection(this.#endpoint, (gone) => {
      this.#forget(gone);
    });
    this.#all.add(connection);
    return connection;
  }

  #sendOn(connection: OrderConnection, { request, done }: Waiting): void {
    connection.send(request, (outcome) => {
      if (this.#all.has(connection)) this.#free.push(connection);
      this.#serveNext();
      done(outcome);
    });
  }

  #serveNext(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) this.send(next.request, next.done);
  }

  #forget(connection: OrderConnection): void {
    this.#all.delete(connection);
    const at = this.#free.indexOf(connection);
    if (at !== -1) this.#free.splice(at, 1);
  }
}
