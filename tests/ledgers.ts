import { ViewsDatabase, attachServer } from "@waybill/postgres";
import type { Waybill } from "./waybill-process.ts";

/** Sums in minor units. */
export interface Sums {
  readonly authorized: number;
  readonly captured: number;
  readonly voided: number;
  readonly refunded: number;
}

/** What every ledger there is says of one order, each in its own words. */
export interface Ledgers {
  /** `completed`, or `cancelled` with the reason. */
  readonly order: string;
  /** The checkout's state, with the reason when it went back. */
  readonly process: string;
  /** As `GET /v1/orders/{id}` has it. */
  readonly orderPayment: Omit<Sums, "voided"> & { readonly status: string };
  /** As `GET /v1/payments/{orderId}` has it; absent when nothing was ever asked of the provider. */
  readonly payment?: Sums & { readonly status: string };
  /** The simulated provider's own books: sums, and each operation that it carried out. */
  readonly provider?: Sums & { readonly captures: number; readonly operations: readonly string[] };
  /** Status of each shipment, the same in the order, in fulfilment and in its events. */
  readonly shipments: readonly string[];
  /** The simulated carrier's own books; absent when it has never heard of the order. */
  readonly carrier?: string;
  /** Kinds in the order in which they were sent, from the log: one that is sent twice is there twice. */
  readonly notifications: readonly string[];
}

/** `[available, reserved, shipped]` by location. */
export type StockByLocation = Readonly<Record<string, readonly [number, number, number]>>;

interface Money {
  readonly amount: number;
}

export interface OrderDocument {
  readonly id: string;
  readonly number: number;
  readonly status: string;
  readonly cancelReason: string | null;
  readonly cancellationRequested: boolean;
  readonly total: Money;
  readonly version: number;
  readonly payment: { readonly status: string } & Readonly<
    Record<"authorized" | "captured" | "refunded", Money>
  >;
  readonly shipments: readonly { readonly id: string; readonly status: string }[];
}

export interface HistoryEvent {
  readonly id: string;
  readonly service: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly causedBy: string;
  readonly correlationId: string;
}

/** Reads the books of a running server: through its API, and those of the outside world in their own databases. */
export class Books {
  readonly #waybill: Waybill;
  readonly #databases: ReadonlyMap<string, ViewsDatabase>;
  #closed: Promise<unknown> | undefined;

  private constructor(waybill: Waybill, databases: ReadonlyMap<string, ViewsDatabase>) {
    this.#waybill = waybill;
    this.#databases = databases;
  }

  static async open(waybill: Waybill): Promise<Books> {
    const log = { info: nothing, warn: nothing, error: nothing };
    const server = await attachServer({ dataDir: waybill.dataDir, log });
    const names = [...services, "platform", "provider", "carrier"];
    const databases = names.map((name) => {
      const connectionString = server.url(`waybill_${name}`, `waybill_${name}`);
      return [
        name,
        new ViewsDatabase({ config: { connectionString }, name: "tests", connections: 1 }),
      ] as const;
    });
    return new Books(waybill, new Map(databases));
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    this.#closed ??= Promise.all([...this.#databases.values()].map((each) => each.close()));
    await this.#closed;
  }

  database(name: string): ViewsDatabase {
    const found = this.#databases.get(name);
    if (found === undefined) throw new Error(`there is no database ${name}`);
    return found;
  }

  async read<T>(path: string): Promise<T> {
    const { status, body } = await this.#waybill.call("GET", path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body as T;
  }

  order(id: string): Promise<OrderDocument> {
    return this.read(`/v1/orders/${id}`);
  }

  async history(id: string): Promise<readonly HistoryEvent[]> {
    return (await this.read<{ items: HistoryEvent[] }>(`/v1/orders/${id}/history`)).items;
  }

  /** How many rows each service has in the tables that everything it does leaves a row in. */
  async written(): Promise<Readonly<Record<string, object>>> {
    const counts = await Promise.all(
      services.map(async (name) => {
        const [row] = await this.database(name).query(
          `select (select count(*) from events) as events, (select count(*) from answers) as answers,
                  (select count(*) from claims) as claims, (select count(*) from parked) as parked`,
        );
        return [name, row ?? {}] as const;
      }),
    );
    return Object.fromEntries(counts);
  }

  async stock(sku: string): Promise<StockByLocation> {
    const { locations } = await this.read<{ locations: Levels[] }>(`/v1/stock/${sku}`);
    return Object.fromEntries(
      locations.map((each) => [each.location, [each.available, each.reserved, each.shipped]]),
    );
  }

  async ledgers(orderId: string): Promise<Ledgers> {
    const [order, history, process, payment, provider, carrier] = await Promise.all([
      this.order(orderId),
      this.history(orderId),
      this.#process(orderId),
      this.#payment(orderId),
      this.#provider(orderId),
      this.#carrier(orderId),
    ]);
    const { status, authorized, captured, refunded } = order.payment;
    return {
      order: withReason(order.status, order.cancelReason),
      process,
      orderPayment: {
        status,
        authorized: authorized.amount,
        captured: captured.amount,
        refunded: refunded.amount,
      },
      ...(payment === undefined ? {} : { payment }),
      ...(provider === undefined ? {} : { provider }),
      shipments: await this.#shipments(order),
      ...(carrier === undefined ? {} : { carrier }),
      notifications: history
        .filter(({ type }) => type === "NotificationSent")
        .map(({ data }) => String(data["kind"])),
    };
  }

  async #process(orderId: string): Promise<string> {
    const { status, body } = await this.#waybill.call("GET", `/v1/processes/${orderId}`);
    if (status === 404) return "none";
    const { state, reason } = body as { state: string; reason?: string };
    return withReason(state, reason ?? null);
  }

  async #payment(orderId: string): Promise<Ledgers["payment"]> {
    const { status, body } = await this.#waybill.call("GET", `/v1/payments/${orderId}`);
    if (status === 404) return undefined;
    const found = body as { status: string } & Record<keyof Sums, Money>;
    const { authorized, captured, voided, refunded } = found;
    return {
      status: found.status,
      authorized: authorized.amount,
      captured: captured.amount,
      voided: voided.amount,
      refunded: refunded.amount,
    };
  }

  async #provider(orderId: string): Promise<Ledgers["provider"]> {
    const database = this.database("provider");
    const [row] = await database.query<Record<keyof Sums | "captures", string>>(
      "select authorized, captured, voided, refunded, captures from payments where order_id = $1",
      [orderId],
    );
    if (row === undefined) return undefined;
    const entries = await database.query<{ kind: string }>(
      "select kind from ledger_entries where order_id = $1 order by created_at, kind desc",
      [orderId],
    );
    return {
      authorized: Number(row.authorized),
      captured: Number(row.captured),
      voided: Number(row.voided),
      refunded: Number(row.refunded),
      captures: Number(row.captures),
      operations: entries.map(({ kind }) => kind),
    };
  }

  async #carrier(orderId: string): Promise<string | undefined> {
    const [row] = await this.database("carrier").query<{ status: string; parcels: unknown[] }>(
      "select status, parcels from consignments where order_id = $1",
      [orderId],
    );
    return row === undefined ? undefined : `${row.status} ${row.parcels.length}`;
  }

  /** Of fulfilment, and of the order's copy of it where the two differ. */
  async #shipments(order: OrderDocument): Promise<readonly string[]> {
    return Promise.all(
      order.shipments.map(async ({ id, status }) => {
        const own = await this.read<{ status: string }>(`/v1/shipments/${id}`);
        return own.status === status ? status : `${own.status}, in the order ${status}`;
      }),
    );
  }
}

const services = [
  "catalog",
  "inventory",
  "orders",
  "checkout",
  "payments",
  "fulfilment",
  "notifications",
];

type Levels = Readonly<Record<"available" | "reserved" | "shipped", number>> & {
  readonly location: string;
};

function withReason(state: string, reason: string | null): string {
  return reason === null ? state : `${state}: ${reason}`;
}

function nothing(): void {
  // Its log is not what the tests are about.
}
