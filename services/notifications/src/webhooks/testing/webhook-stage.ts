import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { OrderConfirmed } from "@waybill/contracts";
import {
  partitionOf,
  systemClock,
  systemIds,
  systemRandom,
  type Clock,
  type Database,
  type Execution,
  type Recorded,
  type ServiceContext,
} from "@waybill/kit";
import { eventually } from "@waybill/kit/testing";
import pg from "pg";
import type { EventLogs } from "../event-intake.ts";
import { WebhookDispatcher, type WebhookOptions } from "../webhook-dispatcher.ts";

export const secret = "whsec_c2VjcmV0LW9mLXRoZS13ZWJob29rLXRlc3Q=";
const migrations = new URL("../../../migrations/", import.meta.url);
const ids = systemIds();

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Stage {
  readonly database: Database;
  readonly logs: TestLogs;
  readonly received: Received[];
  /** Status of the next answers, before 204. */
  readonly answers: number[];
  readonly executed: Execution[];
  readonly warnings: string[];
  readonly url: string;
  readonly dispatcher: (options?: Partial<WebhookOptions>) => WebhookDispatcher;
  /** Registers an endpoint as its stream's view would. */
  readonly register: (id: string, options?: { topics?: string[]; path?: string }) => Promise<void>;
  /** Waits until a condition holds; fails after a minute. */
  readonly until: (condition: () => boolean | Promise<boolean>) => Promise<void>;
}

/** The logs of all services in memory; only `orders` ever has events. */
export class TestLogs implements EventLogs {
  readonly #orders: Recorded[] = [];
  readonly #feeds = new Set<{ ready: () => void }>();

  get open(): number {
    return this.#feeds.size;
  }

  /** @param changes what of it is not as the orders service writes it */
  confirm(tenant = "acme", changes: object = {}): Recorded {
    const orderId = ids.make("ord");
    const event: Recorded = {
      source: "orders",
      position: this.#orders.length + 1,
      partition: partitionOf(orderId),
      stream: `order-${orderId}`,
      version: 2,
      type: OrderConfirmed.type,
      schemaVersion: 1,
      data: { orderId },
      meta: { tenant, correlationId: "c", causationId: "c", traceparent: "t" },
      time: Date.now(),
      touches: [],
      ...changes,
    };
    this.#orders.push(event);
    for (const feed of this.#feeds) feed.ready();
    return event;
  }

  readonly head = (source: string): Promise<number> =>
    Promise.resolve(source === "orders" ? this.#orders.length : 0);

  readonly follow: EventLogs["follow"] = ({ source, after, ready }) => {
    const log = source === "orders" ? this.#orders : [];
    const feed = { ready };
    this.#feeds.add(feed);
    let tail = after;
    return {
      take(max) {
        const messages = log.slice(tail, tail + max);
        tail += messages.length;
        return { messages, scannedTo: tail };
      },
      seek(position) {
        tail = position;
        ready();
      },
      close: () => {
        this.#feeds.delete(feed);
      },
    };
  };
}

/**
 * A database, logs, and a receiver of webhooks on the loopback that never answers paths that begin with
 * `/hang`; all of it is gone afterwards.
 */
export async function withStage(
  databaseUrl: string,
  use: (stage: Stage) => Promise<void>,
  clock: Clock = systemClock,
): Promise<void> {
  // With a limit, so that a statement that waits for another fails its test.
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4, statement_timeout: 5_000 });
  // The server may end a connection that is just being closed.
  pool.on("error", () => undefined);
  const dispatchers: WebhookDispatcher[] = [];
  const received: Received[] = [];
  const answers: number[] = [];
  const receiver = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { url: path = "" } = request;
      received.push({ path, headers: request.headers, body });
      if (!path.startsWith("/hang")) response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  try {
    await use(await stageOf({ pool, clock, dispatchers, received, answers, url }));
  } finally {
    for (const each of dispatchers) await each.stop();
    receiver.close();
    receiver.closeAllConnections();
    await pool.end();
  }
}

interface Parts extends Pick<Stage, "received" | "answers" | "url"> {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly dispatchers: WebhookDispatcher[];
}

async function stageOf({ pool, clock, dispatchers, ...rest }: Parts): Promise<Stage> {
  for (const file of (await readdir(migrations)).toSorted()) {
    await pool.query(await readFile(new URL(file, migrations), "utf8"));
  }
  const database: Database = {
    query: async <R extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await pool.query(sql, [...parameters])).rows as R[],
  };
  const logs = new TestLogs();
  const executed: Execution[] = [];
  const warnings: string[] = [];
  const context = {
    clock,
    ids,
    log: { warn: (...said: unknown[]) => warnings.push(String(said.at(-1))) },
    views: database,
    execute: (execution: Execution) => {
      executed.push(execution);
      return Promise.resolve({});
    },
  } as unknown as ServiceContext;
  return {
    ...rest,
    database,
    logs,
    executed,
    warnings,
    dispatcher(options = {}) {
      const made = new WebhookDispatcher(context, {
        logs,
        random: systemRandom,
        allowPrivate: true,
        retryDelaysMs: [20, 20],
        ...options,
      });
      dispatchers.push(made);
      return made;
    },
    async register(id, { topics = ["orders.*"], path = "/hook" } = {}) {
      await pool.query(
        `INSERT INTO webhook_endpoints VALUES ($1, 'acme', $2, $3, $4, 'active', $5)`,
        [id, rest.url + path, JSON.stringify(topics), secret, Date.now()],
      );
    },
    until: waitUntil,
  };
}

async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(condition.toString(), condition);
}

/** Nothing that is put off comes: what happens all the same does not wait for the next look. */
export const clockWithoutLater: Clock = {
  now: () => systemClock.now(),
  after: (ms, callback) => (ms > 0 ? () => undefined : systemClock.after(ms, callback)),
};
