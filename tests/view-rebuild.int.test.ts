import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { assertProblem } from "./problem.ts";
import { openShop } from "./shop.ts";

const shop = await openShop({ after });
const { books, waybill } = shop;

interface Rebuild {
  readonly id: string;
  readonly state: string;
  readonly phase: string;
  readonly result: {
    readonly rows: number;
    readonly missing: number;
    readonly different: number;
    readonly unexpected: number;
    readonly repaired: number;
    readonly examples: readonly { readonly kind: string; readonly key: { readonly id?: string } }[];
  } | null;
}

const path = "/v1/ops/views/orders/orders/rebuilds";

/** Waits for its end. */
async function rebuild(view: string, dryRun = false): Promise<Rebuild> {
  const to = `/v1/ops/views/${view}/rebuilds`;
  let now = await shop.send<Rebuild>("POST", to, { dryRun });
  await waybill.until(async () => {
    now = await shop.send<Rebuild>("GET", `${to}/${now.id}`);
    return now.state !== "running";
  }, 60_000);
  return now;
}

/** On the command line, as an operator does. */
async function compared(
  view: string,
): Promise<{ readonly code: number | null; readonly rebuild: Rebuild }> {
  const { code, stdout, stderr } = await waybill.command(
    "views",
    "rebuild",
    view,
    "--dry-run",
    "--json",
  );
  assert.ok(stdout.startsWith("{"), stdout + stderr);
  return { code, rebuild: JSON.parse(stdout) as Rebuild };
}

async function verified(): Promise<void> {
  const { code, stdout, stderr } = await waybill.command("verify", "--json");
  assert.equal(code, 0, stdout + stderr);
}

/** Keeps the view of the orders as a batch at hand does, so that no rebuild of it ends meanwhile. */
function holdUp(seconds: number): Promise<unknown> {
  return books
    .database("orders")
    .query(
      `do $$ begin lock table orders in row exclusive mode; perform pg_sleep(${seconds}); end $$`,
    );
}

async function comparing(id: string): Promise<void> {
  await waybill.until(async () => {
    const { body } = await waybill.call("GET", `${path}/${id}`);
    return (body as Rebuild).phase === "comparing";
  });
}

test("while orders come in, wrong views are found and put right, and verify passes", async () => {
  const skus = [await shop.product({ lisbon: 10_000 }), await shop.product({ lisbon: 10_000 })];
  const first = await shop.place(skus);
  await shop.reached(first, "OrderCompleted");
  let isOver = false;
  after(() => (isOver = true));
  let placed = 0;
  const load = Promise.all(
    Array.from({ length: 8 }, async () => {
      for (; !isOver; placed++) {
        await shop.place(skus);
        await delay(100);
      }
    }),
  );
  const orders = books.database("orders");
  await orders.query("update orders set total = 1, customer = 'nobody' where id = $1", [first]);
  await orders.query("delete from order_payments where order_id = $1", [first]);
  await orders.query(
    "insert into order_shipments (order_id, shipment_id, tenant, progress) values ($1, 'shp_ghost', 'dev', 3)",
    [first],
  );
  await books.database("inventory").query("update stock_levels set available = -5");
  const { code, rebuild: dry } = await compared("orders/orders");
  assert.equal(code, 1);
  assert.partialDeepStrictEqual(dry.result, {
    missing: 0,
    different: 1,
    unexpected: 0,
    repaired: 0,
  });
  assert.equal(dry.result?.examples[0]?.key.id, first);
  const wrong: string[] = [];
  for (const view of [
    "orders/orders",
    "orders/order_payments",
    "orders/order_shipments",
    "inventory/stock_levels",
  ]) {
    const { state, result } = await rebuild(view);
    assert.equal(state, "completed");
    assert.ok(result !== null);
    wrong.push(`${result.missing} ${result.different} ${result.unexpected}`);
  }
  // Of stock, whatever has moved since was put right by the next order.
  assert.deepEqual(wrong.slice(0, 3), ["0 1 0", "1 0 0", "0 0 1"]);
  isOver = true;
  await load;
  assert.ok(placed > 20, `only ${placed} orders were placed meanwhile`);
  await verified();
});

test("a price that is wrong in the copy of the catalogue is right again for the next order", async () => {
  const sku = await shop.product();
  await shop.reached(await shop.place([sku]), "OrderConfirmed");
  const wrong = "update product_prices set latest = replace(latest, '1000', '1') where sku = $1";
  await books.database("orders").query(wrong, [sku]);
  assert.equal((await rebuild("orders/product_prices")).result?.repaired, 1);
  const order = await shop.place([sku]);
  const { body } = await waybill.call("GET", `/v1/orders/${order}`);
  assert.partialDeepStrictEqual(body, { lines: [{ unitPrice: { amount: 1000 } }] });
});

test("it takes an administrator, a view that there is, and no other rebuild of it; each is in the audit", async () => {
  const call = (key?: string, to = path) =>
    waybill.call("POST", to, {
      body: { dryRun: true },
      ...(key === undefined ? {} : { key }),
      headers: { "x-reason": "looks%20odd" },
    });
  const { key } = await shop.key("operator");
  assertProblem(await call(key), "403 forbidden");
  assertProblem(
    await call(undefined, "/v1/ops/views/orders/events/rebuilds"),
    "404 view-not-found",
  );
  const held = holdUp(4);
  const started = await call();
  assert.equal(started.status, 202);
  const { id } = started.body as Rebuild;
  assert.equal(started.headers.get("location"), `${path}/${id}`);
  assertProblem(await call(), "409 view-rebuild-running");
  await comparing(id);
  const cancelled = await waybill.call("DELETE", `${path}/${id}`, {
    headers: { "x-reason": "late" },
  });
  assert.partialDeepStrictEqual(cancelled, {
    status: 200,
    body: { state: "cancelled", result: null },
  });
  await held;
  assertProblem(await waybill.call("GET", `${path}/rbd_0`), "404 view-rebuild-not-found");
  const { items } = await books.read<{ items: { operation: string; reason?: string }[] }>(
    "/v1/ops/audit",
  );
  assert.ok(
    items.some(({ operation, reason }) => operation === "rebuildView" && reason === "looks odd"),
  );
  assert.ok(items.some(({ operation }) => operation === "cancelViewRebuild"));
});

test("another tenant's administrator learns how many rows were wrong, and none of them", async () => {
  const orders = books.database("orders");
  await orders.query("update orders set total = total + 1 where tenant = 'dev'");
  const { key } = await shop.key("admin", undefined, "rival");
  const { body } = await waybill.call("POST", path, { key, body: {} });
  const at = `${path}/${(body as Rebuild).id}`;
  await waybill.until(
    async () => ((await waybill.call("GET", at)).body as Rebuild).state === "completed",
  );
  const mine = (await waybill.call("GET", at, { key })).body as Rebuild;
  assert.ok((mine.result?.different ?? 0) > 20);
  assert.deepEqual(mine.result?.examples, []);
});

test("kill -9 in the middle leaves nothing half done, and nothing in the way of the next one", async () => {
  const orders = books.database("orders");
  await orders.query("update orders set total = total + 1 where tenant = 'dev'");
  const totals = () =>
    orders.query("select sum(total)::int as sum, count(*)::int as count from orders");
  const before = await totals();
  const held = holdUp(6);
  const { body } = await waybill.call("POST", path, { body: {} });
  await comparing((body as Rebuild).id);
  await waybill.kill();
  await held;
  assert.deepEqual(await totals(), before);
  assert.deepEqual(
    await orders.query("select relname from pg_class where relname like 'rebuild%'"),
    [],
  );
  await waybill.start();
  assert.equal((await rebuild("orders/orders", true)).result?.repaired, 0);
  assert.ok(((await rebuild("orders/orders")).result?.repaired ?? 0) > 20);
});

test("at the end all ledgers are right", () => shop.end());
