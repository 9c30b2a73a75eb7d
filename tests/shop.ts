import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { signWebhook } from "@waybill/kit";
import { Books, type Ledgers, type OrderDocument, type StockByLocation } from "./ledgers.ts";
import {
  patienceMs,
  startWaybill,
  type Answer,
  type Lifetime,
  type StartOptions,
  type Waybill,
} from "./waybill-process.ts";

/** Long after the tests, so that a parcel that has left stays dispatched. */
const neverDelivered = { WAYBILL_CARRIER_DELIVER_MS: "600000" };

/** Starts a server for all tests of a file, with its books open. */
export async function openShop(lifetime: Lifetime, options: StartOptions = {}): Promise<Shop> {
  const environment = { ...neverDelivered, ...options.environment };
  const waybill = await startWaybill(lifetime, { ...options, environment });
  const books = await Books.open(waybill);
  // For a run that does not get to `end`.
  lifetime.after(() => books.close());
  return new Shop(waybill, books);
}

interface Placing {
  readonly token?: string;
  readonly address?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** A running server whose every order is looked at in all ledgers. */
export class Shop {
  readonly waybill: Waybill;
  readonly books: Books;
  #products = 0;
  #breakages = 0;
  #stranger: Promise<{ readonly key: string }> | undefined;
  readonly #expected = new Map<string, Ledgers>();
  readonly #expectedStock = new Map<string, StockByLocation>();

  constructor(waybill: Waybill, books: Books) {
    this.waybill = waybill;
    this.books = books;
  }

  /** A product of its own at 10.00 EUR, with so many units by location. @returns its SKU */
  async product(units: Readonly<Record<string, number>> = { lisbon: 10 }): Promise<string> {
    this.#products += 1;
    const sku = `TEST-${this.#products}`;
    await this.send("POST", "/v1/products", {
      sku,
      name: sku,
      category: "tests",
      price: { amount: 1000, currency: "EUR" },
    });
    for (const [location, quantity] of Object.entries(units)) {
      await this.send("POST", "/v1/stock/receipts", { location, lines: [{ sku, quantity }] });
    }
    return sku;
  }

  /** A call that must succeed. */
  async send<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.waybill.call(method, path, body === undefined ? {} : { body });
    assert.ok(
      answer.status < 300,
      `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`,
    );
    return answer.body as T;
  }

  /** Places an order that must be accepted. @param skus one line each; the same one twice is two lines */
  async place(
    skus: readonly string[],
    { token = "tok_ok", address = {}, headers = {}, changes = {} }: Placing = {},
  ): Promise<string> {
    const answer = await this.waybill.placeOrder(
      {
        lines: skus.map((sku) => ({ sku, quantity: 1 })),
        payment: { token },
        shippingAddress: { ...portugal, ...address },
        ...changes,
      },
      headers,
    );
    assert.ok([200, 202].includes(answer.status), JSON.stringify(answer.body));
    return (answer.body as OrderDocument).id;
  }

  /** A key: of this tenant made by its administrator, of another one on the command line. */
  async key(
    role: "customer" | "operator" | "admin",
    customer?: string,
    tenant = "dev",
  ): Promise<{ readonly id: string; readonly key: string }> {
    if (tenant === "dev") {
      const whose = customer === undefined ? {} : { customer };
      return this.send("POST", "/v1/ops/keys", { name: role, role, ...whose });
    }
    const bound = customer === undefined ? [] : ["--customer", customer];
    const made = await this.waybill.command(
      "keys",
      "create",
      "--name",
      role,
      "--role",
      role,
      "--tenant",
      tenant,
      ...bound,
      "--json",
    );
    assert.equal(made.code, 0, made.stderr);
    return JSON.parse(made.stdout) as { id: string; key: string };
  }

  /** The key of an operator of another tenant: the same one each time, because making one takes seconds. */
  async stranger(): Promise<string> {
    this.#stranger ??= this.key("operator", undefined, "other");
    return (await this.#stranger).key;
  }

  cancel(orderId: string): Promise<Answer> {
    return this.waybill.call("DELETE", `/v1/orders/${orderId}`);
  }

  /** Calls a webhook of Waybill's as the outside world does, with its signature. */
  async webhook(from: "provider" | "carrier", message: unknown): Promise<Answer> {
    const [secret] = await this.books
      .database("platform")
      .query<{ value: string }>("select value from shared_secrets where name = $1", [from]);
    assert.ok(secret !== undefined);
    const body = JSON.stringify(message);
    const headers = signWebhook({ id: "msg_test", body, now: Date.now() }, [secret.value]);
    return this.waybill.call("POST", `/webhooks/${from}`, { body, headers, key: null });
  }

  /** Enters a refund in the provider's books that Waybill never asked for. */
  async providerRefundedOutside(orderId: string, amount: number): Promise<void> {
    const rows = await this.books
      .database("provider")
      .query(
        "update payments set refunded = refunded + $2, version = version + 1 where order_id = $1 returning 1",
        [orderId, amount],
      );
    assert.equal(rows.length, 1);
  }

  /**
   * Has a database of the outside world fail when it writes certain rows, until the test is over or
   * `mend` is called. @param when condition on the row, as `new`
   */
  async breakOutside(
    t: Lifetime,
    where: "provider" | "carrier",
    when: string,
  ): Promise<() => Promise<void>> {
    const database = this.books.database(where);
    const table = where === "provider" ? "payments" : "consignments";
    this.#breakages += 1;
    const name = `breakage_${this.#breakages}`;
    await database.query(
      `create function ${name}() returns trigger language plpgsql as $$
       begin
         if ${when} then raise exception 'broken by a test'; end if;
         return new;
       end $$`,
    );
    await database.query(
      `create trigger ${name} before insert or update on ${table} for each row execute function ${name}()`,
    );
    const mend = async (): Promise<void> => {
      await database.query(`drop function if exists ${name} cascade`);
    };
    t.after(mend);
    return mend;
  }

  /** Has the carrier take along all parcels that it holds, whatever its timetable. */
  async parcelsLeave(): Promise<void> {
    await this.books
      .database("carrier")
      .query("update consignments set dispatch_at = 0 where dispatch_at > 0");
  }

  /** Messages that wait for a retry or for a person. */
  async parked(): Promise<readonly Parked[]> {
    return (await this.books.read<{ items: Parked[] }>("/v1/dead-letters?all=true")).items;
  }

  /** Waits until the order's history has an event of a type. */
  async reached(orderId: string, type: string): Promise<void> {
    await this.waybill.until(async () =>
      (await this.books.history(orderId)).some((event) => event.type === type),
    );
  }

  /** Waits until every ledger says what it should; fails with the difference when they do not in time. */
  async expect(orderId: string, expected: Ledgers, timeoutMs = patienceMs): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    this.#expected.set(orderId, expected);
    for (;;) {
      const found = await this.books.ledgers(orderId);
      if (performance.now() > deadline)
        assert.deepEqual(found, expected, await this.#story(orderId));
      if (isDeepStrictEqual(found, expected)) return;
      await delay(50);
    }
  }

  /** What is on the shelves, now and at the end of the file. */
  async expectStock(sku: string, expected: StockByLocation): Promise<void> {
    this.#expectedStock.set(sku, expected);
    await this.waybill
      .until(async () => isDeepStrictEqual(await this.books.stock(sku), expected))
      .catch(() => undefined);
    assert.deepEqual(await this.books.stock(sku), expected);
  }

  /**
   * The last test of a file: nothing has changed since, and all invariants hold. What was done twice,
   * late, or for the wrong order shows here. The server is stopped here too, because hooks after the
   * tests are given less time than PostgreSQL may take on a busy machine.
   */
  async end(): Promise<void> {
    try {
      for (const [orderId, expected] of this.#expected) {
        const found = await this.books.ledgers(orderId);
        assert.deepEqual(found, expected, await this.#story(orderId));
      }
      for (const [sku, expected] of this.#expectedStock) {
        assert.deepEqual(await this.books.stock(sku), expected);
      }
      assert.deepEqual(await this.parked(), []);
      const verified = await this.waybill.command("verify", "--json");
      assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    } finally {
      await this.books.close();
      await this.waybill.stop();
    }
  }

  async #story(orderId: string): Promise<string> {
    const events = await this.books.history(orderId);
    return `${orderId}: ${events.map(({ type }) => type).join(", ")}\n${this.waybill.log.join("\n")}`;
  }
}

interface Parked {
  readonly id: string;
  readonly key: string;
  readonly status: string;
  readonly attempts: number;
  readonly behind: number;
}

const portugal = {
  name: "Ana",
  line1: "1 Main St",
  city: "Porto",
  postalCode: "4000-001",
  country: "PT",
};
