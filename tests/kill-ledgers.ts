import assert from "node:assert/strict";
import { ViewsDatabase, attachServers, placeOf, type Servers } from "@waybill/postgres";
import pino from "pino";
import type { SentOrder } from "./kill-load.ts";
import type { Waybill } from "./waybill-process.ts";

/** What the sample shop has of each product, at all its locations. */
const unitsOfEach = 16_000;
/** Less than the checkout's shortest deadline: a message that got lost must not be made up for by a timer. */
const drainMs = 45_000;

export interface OrderRow {
  readonly id: string;
  readonly reference: string | null;
  readonly status: "pending" | "confirmed" | "completed" | "cancelled";
  readonly total: { readonly amount: number };
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

async function all<T>(waybill: Waybill, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await waybill.call("GET", `${path}limit=100${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    const page = body as Page<T>;
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** Waits until every order has ended, those whose cancellation was accepted as cancelled. */
export async function untilEnded(
  waybill: Waybill,
  sent: readonly SentOrder[],
): Promise<readonly OrderRow[]> {
  const cancelled = new Set(
    sent.filter((each) => each.cancellation === "accepted").flatMap((each) => [...each.ids]),
  );
  let orders: readonly OrderRow[] = [];
  const open = (): readonly OrderRow[] =>
    orders.filter(
      ({ id, status }) =>
        status === "pending" ||
        status === "confirmed" ||
        (status === "completed" && cancelled.has(id)),
    );
  try {
    await waybill.until(async () => {
      const paths = ["pending", "confirmed"].map((status) => `/v1/orders?status=${status}&`);
      for (const path of paths) if ((await all(waybill, path)).length > 0) return false;
      if ((await all(waybill, "/v1/processes?state=running&")).length > 0) return false;
      if ((await all(waybill, "/v1/processes?state=compensating&")).length > 0) return false;
      orders = await all<OrderRow>(waybill, "/v1/orders?");
      return open().length === 0;
    }, drainMs);
  } catch (error) {
    orders = await all<OrderRow>(waybill, "/v1/orders?");
    const parked = await all(waybill, "/v1/dead-letters?all=true&");
    const stuck = open().slice(0, 5);
    const stories = await Promise.all(
      stuck.map(async ({ id }) => (await waybill.call("GET", `/v1/orders/${id}/history`)).body),
    );
    const detail = JSON.stringify(
      { open: open().length, stuck, parked: parked.slice(0, 5), stories },
      undefined,
      1,
    );
    throw new Error(`orders that do not end: ${detail.slice(0, 20_000)}`, { cause: error });
  }
  return orders;
}

/** Every ledger against what the customers saw, read from the databases and not from the services' word. */
export async function checkLedgers(
  waybill: Waybill,
  sent: readonly SentOrder[],
  orders: readonly OrderRow[],
): Promise<void> {
  checkAnswers(sent, orders);
  const letters = await all<{ id: string; error: string }>(waybill, "/v1/dead-letters?all=true&");
  assert.deepEqual(letters, [], "messages are still parked");
  const servers = await attachServers({ dataDir: waybill.dataDir, log: pino({ level: "silent" }) });
  try {
    await checkMoney(servers, orders);
    await checkNotifications(waybill, servers, orders);
  } finally {
    await servers.stop();
  }
  await checkStock(waybill, sent, orders);
}

function checkAnswers(sent: readonly SentOrder[], orders: readonly OrderRow[]): void {
  const byReference = new Map<string | null, OrderRow[]>();
  for (const order of orders)
    byReference.set(order.reference, [...(byReference.get(order.reference) ?? []), order]);
  const keys = new Set(sent.map((each) => each.key));
  const nobodys = orders.filter(({ reference }) => reference === null || !keys.has(reference));
  assert.deepEqual(nobodys, [], "orders that nobody sent");
  for (const each of sent) {
    const found = (byReference.get(each.key) ?? []).map(({ id }) => id);
    assert.deepEqual(
      found,
      [...each.ids],
      `${each.outcome} ${each.key}: the orders there and the ids that were answered`,
    );
    const status = byReference.get(each.key)?.[0]?.status;
    if (each.outcome !== "accepted") continue;
    const wanted =
      each.token === "tok_declined" || each.cancellation === "accepted"
        ? ["cancelled"]
        : ["completed"];
    if (each.cancellation === "unknown") wanted.push("cancelled");
    assert.ok(
      wanted.includes(String(status)),
      `${found.join()} (${each.token}, cancellation ${each.cancellation}) is ${String(status)}`,
    );
  }
}

/** One capture of a completed order, nothing kept of a cancelled one, in our books and in the provider's. */
async function checkMoney(servers: Servers, orders: readonly OrderRow[]): Promise<void> {
  const books = new Map(
    (
      await rowsOf<{ order_id: string; captured: number; refunded: number; captures: number }>(
        servers,
        "provider",
        "select order_id, captured::float8 as captured, refunded::float8 as refunded, captures from payments",
      )
    ).map((row) => [row.order_id, row]),
  );
  const ours = new Map(
    (
      await rowsOf<{ id: string; captures: number; refunded: number }>(
        servers,
        "payments",
        `select data::json->>'orderId' as id, count(*) filter (where type = 'PaymentCaptured')::int as captures,
                coalesce(sum((data::json->>'amount')::bigint) filter (where type = 'PaymentRefunded'), 0)::float8 as refunded
         from events where type in ('PaymentCaptured', 'PaymentRefunded') group by 1`,
      )
    ).map((row) => [row.id, row]),
  );
  for (const { id, status, total } of orders) {
    const provider = books.get(id) ?? { captured: 0, refunded: 0, captures: 0 };
    const own = ours.get(id) ?? { captures: 0, refunded: 0 };
    const kept = status === "completed" ? total.amount : 0;
    assert.equal(
      provider.captured - provider.refunded,
      kept,
      `${id} is ${status}: what the provider keeps of it`,
    );
    assert.ok(provider.captures <= 1, `${id}: ${provider.captures} captures at the provider`);
    assert.equal(
      own.captures,
      provider.captures,
      `${id}: captures in our ledger and the provider's`,
    );
    assert.equal(
      own.refunded,
      provider.refunded,
      `${id}: refunds in our ledger and the provider's`,
    );
  }
}

/** An order ends without waiting for its last mail: that may be a moment behind. */
async function checkNotifications(
  waybill: Waybill,
  servers: Servers,
  orders: readonly OrderRow[],
): Promise<void> {
  let sentOf: Awaited<ReturnType<typeof notificationsSent>> = new Map();
  const missing = (): readonly string[] =>
    orders.flatMap(({ id, status }) => {
      const kinds = sentOf.get(id) ?? [];
      return dueKinds(status)
        .filter((kind) => !kinds.includes(kind))
        .map((kind) => `${id} is ${status} and was not told ${kind}`);
    });
  await waybill
    .until(async () => {
      sentOf = await notificationsSent(servers);
      return missing().length === 0;
    })
    .catch((cause: unknown) => {
      throw new Error(`notifications that were not sent: ${missing().join("; ")}`, { cause });
    });
  for (const [id, kinds] of sentOf) {
    assert.equal(
      new Set(kinds).size,
      kinds.length,
      `${id}: notified more than once: ${kinds.join()}`,
    );
  }
}

function dueKinds(status: OrderRow["status"]): readonly string[] {
  return status === "completed" ? ["confirmed", "dispatched", "placed"] : ["cancelled", "placed"];
}

async function notificationsSent(
  servers: Servers,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await rowsOf<{ id: string; kinds: readonly string[] }>(
    servers,
    "notifications",
    "select data::json->>'orderId' as id, array_agg(data::json->>'kind' order by data::json->>'kind') as kinds from events where type = 'NotificationSent' group by 1",
  );
  return new Map(rows.map(({ id, kinds }) => [id, kinds]));
}

async function checkStock(
  waybill: Waybill,
  sent: readonly SentOrder[],
  orders: readonly OrderRow[],
): Promise<void> {
  const completed = new Set(
    orders.filter(({ status }) => status === "completed").map(({ id }) => id),
  );
  const shipped = new Map<string, number>();
  for (const { ids, lines } of sent) {
    if (![...ids].some((id) => completed.has(id))) continue;
    for (const { sku, quantity } of lines) shipped.set(sku, (shipped.get(sku) ?? 0) + quantity);
  }
  for (const [sku, quantity] of shipped) {
    const { body } = await waybill.call("GET", `/v1/stock/${sku}`);
    const stock = body as { available: number; reserved: number; shipped: number };
    const { available, reserved } = stock;
    assert.deepEqual(
      { available, reserved, shipped: stock.shipped },
      { available: unitsOfEach - quantity, reserved: 0, shipped: quantity },
      `stock of ${sku}`,
    );
  }
}

async function rowsOf<R extends object>(
  servers: Servers,
  name: string,
  sql: string,
): Promise<readonly R[]> {
  const views = new ViewsDatabase({
    config: { connectionString: placeOf(servers.of(name), name).url },
    name: "waybill tests",
  });
  try {
    return await views.query<R>(sql);
  } finally {
    await views.close();
  }
}

/** `waybill verify`, by its own process. */
export async function verifies(waybill: Waybill): Promise<void> {
  const { code, stdout, stderr } = await waybill.command("verify", "--json");
  assert.equal(code, 0, `waybill verify: ${stdout.slice(0, 6_000)}${stderr}`);
}
