import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { NotificationKind } from "@waybill/contracts";
import { createCursors, type Database, type ServiceContext } from "@waybill/kit";
import { testDatabase } from "@waybill/postgres/testing";
import pg from "pg";
import type { NotificationState } from "./domain/notification-state.ts";
import { listPart, listPartOfOrder } from "./notification-list.ts";
import { notificationRoutes } from "./routes/notifications.ts";

const tenant = "acme";
const migration = new URL("../migrations/0001-notifications.sql", import.meta.url);

type Orders = Readonly<Record<string, readonly NotificationKind[]>>;

/** The kinds of each order; the rows are in a database, the states that they lead to are given. */
async function withOrders(
  orders: Orders,
  use: (context: ServiceContext, reads: readonly string[]) => Promise<void>,
): Promise<void> {
  const { url } = await testDatabase();
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on("error", () => undefined);
  const reads: string[] = [];
  const views: Database = {
    query: async <R extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await pool.query(sql, [...parameters])).rows as R[],
  };
  const state = (_decider: unknown, orderId: string) => {
    reads.push(orderId);
    const kinds = orders[orderId];
    return Promise.resolve(kinds === undefined ? undefined : { state: stateOf(kinds) });
  };
  try {
    await pool.query(await readFile(migration, "utf8"));
    await pool.query("INSERT INTO notification_orders SELECT $1, unnest($2::text[])", [
      tenant,
      Object.keys(orders),
    ]);
    await use({ views, state } as unknown as ServiceContext, reads);
  } finally {
    await pool.end();
  }
}

/** Without kinds: an order of which only a changed contact is known. */
function stateOf(kinds: readonly NotificationKind[]): NotificationState {
  const sent = { status: "sent", at: 1, channel: "smtp" } as const;
  return {
    tenant,
    number: 1,
    customer: { name: "Ada", email: "ada@example.com" },
    kinds: Object.fromEntries(kinds.map((kind) => [kind, sent])),
  };
}

interface Page {
  readonly items: readonly { readonly orderId: string; readonly kind: NotificationKind }[];
  readonly nextCursor: string | null;
}

const cursors = createCursors("a secret of the tests");

/** By the route, page by page to the end, each as the kinds of its orders: `b.placed`. */
async function pages(context: ServiceContext, limit: number): Promise<string[][]> {
  const [list] = notificationRoutes({ context, cursors, channel: "smtp" });
  assert.ok(list !== undefined);
  const found: string[][] = [];
  let cursor: string | null = null;
  do {
    const query: object = { limit, ...(cursor === null ? {} : { cursor }) };
    const { body } = await list.handle({ query, context: { principal: { tenant } } } as never);
    const { items, nextCursor } = body as Page;
    found.push(items.map(({ orderId, kind }) => `${orderId.slice("ord_".length)}.${kind}`));
    cursor = nextCursor;
    assert.ok(found.length < 100, "the list goes on for ever");
  } while (cursor !== null);
  return found;
}

test("orders without a notification are passed over, and the list goes on behind them", async () => {
  const orders: Orders = {
    ord_h: [],
    ord_g: [],
    ord_f: [],
    ord_e: ["placed", "confirmed"],
    ord_d: [],
    ord_c: [],
    ord_b: ["placed"],
    ord_a: [],
  };
  await withOrders(orders, async (context) => {
    assert.deepEqual(await pages(context, 1), [["e.confirmed"], ["e.placed"], ["b.placed"]]);
    assert.deepEqual(await pages(context, 2), [["e.confirmed", "e.placed"], ["b.placed"]]);
    assert.deepEqual(await pages(context, 3), [["e.confirmed", "e.placed", "b.placed"]]);
  });
});

test("where every order has a notification, a page reads hardly more orders than it shows", async () => {
  const orders = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [
      `ord_${String(index).padStart(3, "0")}`,
      ["placed" as const],
    ]),
  );
  await withOrders(orders, async (context, reads) => {
    const { items } = await listPart(context, { tenant, limit: 10, from: undefined });
    assert.equal(items.length, 10);
    assert.equal(reads.length, 12);
  });
});

test("behind more orders without a notification than one call reads, the list goes on with the next", async () => {
  const orders: Record<string, readonly NotificationKind[]> = { ord_0000: ["placed"] };
  for (let index = 1; index <= 2_500; index++) orders[`ord_${String(index).padStart(4, "0")}`] = [];
  await withOrders(orders, async (context, reads) => {
    const found = await pages(context, 50);
    assert.deepEqual(found.flat(), ["0000.placed"]);
    assert.ok(found.length > 1);
    assert.equal(new Set(reads).size, reads.length);
  });
});

test("an order's own notifications are shown page by page", async () => {
  await withOrders({ ord_a: ["placed", "confirmed"], ord_b: [] }, async (context) => {
    const asked = { tenant, limit: 1, orderId: "ord_a" };
    const first = await listPartOfOrder(context, { ...asked, from: undefined });
    const second = await listPartOfOrder(context, { ...asked, from: first.next });
    assert.deepEqual(
      [...first.items, ...second.items].map(({ kind }) => kind),
      ["confirmed", "placed"],
    );
    assert.equal(second.next, undefined);
    const none = { tenant, limit: 1, from: undefined };
    for (const orderId of ["ord_b", "ord_c"])
      assert.deepEqual(await listPartOfOrder(context, { ...none, orderId }), {
        items: [],
        next: undefined,
      });
    const others = { ...none, tenant: "another" };
    assert.deepEqual((await listPartOfOrder(context, { ...others, orderId: "ord_a" })).items, []);
  });
});
