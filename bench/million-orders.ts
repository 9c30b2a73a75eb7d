import { systemIds } from "@waybill/kit";
import type { ViewsDatabase } from "@waybill/postgres";
import { Caller, databasesOf, reportRows, withPage } from "./asking.ts";
import { BenchServer, makeDataDirectory, removeDataDirectory } from "./server.ts";

/**
 * How long operators wait for lists of orders when there are a million: each filter of the API, and the
 * page in Chromium. The rows of the list are written straight into its table, spread over ninety days, since
 * it is only looked at; a hundred of them are open.
 *
 *     node bench/million-orders.ts
 */
const orders = 1_000_000;
const open = 100;
const customers = 200_000;
const days = 90;
const atOnce = 20_000;

const now = Date.now();
const timeOf = (n: number): number => now - Math.round(((orders - n) / orders) * days * 86_400_000);
const customerOf = (n: number): string => `customer-${(n * 7_919) % customers}@example.com`;

function statusOf(n: number): string {
  if (n % (orders / open) === 1) return "pending";
  return n % 50 === 0 ? "cancelled" : "completed";
}

async function fill(database: ViewsDatabase): Promise<void> {
  let at = 0;
  const ids = systemIds({ now: () => at, after: () => () => undefined });
  for (let from = 0; from < orders; from += atOnce) {
    const numbers = Array.from({ length: atOnce }, (_, index) => from + index);
    const made = numbers.map((n) => {
      at = timeOf(n);
      return ids.make("ord");
    });
    await database.query(
      `insert into orders (tenant, id, number, status, customer, reference, currency, total, created_at)
       select 'dev', id, 10000000 + n, status, customer, 'web-' || n, 'EUR', 2580, created_at
       from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
         as made (id, n, status, customer, created_at)`,
      [made, numbers, numbers.map(statusOf), numbers.map(customerOf), numbers.map(timeOf)],
    );
  }
  await database.query("vacuum analyze orders");
}

async function lists(caller: Caller): Promise<void> {
  const ask = (name: string, query: string): Promise<void> =>
    caller.report(name, "GET", `/v1/orders?limit=50${query}`);
  const at = (n: number): string => new Date(timeOf(n)).toISOString();
  await ask("the newest", "");
  await ask("open ones", "&status=pending");
  await ask("cancelled ones", "&status=cancelled");
  await ask("of a customer", `&customer=${encodeURIComponent(customerOf(4_242))}`);
  await ask("of a customer who has none", "&customer=nobody%40example.com");
  await ask("by number", "&number=10123456");
  await ask("by reference", "&reference=web-123456");
  await ask("of an hour two months ago", `&from=${at(333_000)}&to=${at(333_500)}`);
  await ask(
    "cancelled ones of that hour",
    `&status=cancelled&from=${at(333_000)}&to=${at(333_500)}`,
  );
  const { body } = await caller.call("GET", "/v1/orders?limit=100");
  const { nextCursor } = body as { readonly nextCursor: string };
  await caller.report("the page after", "GET", `/v1/orders?limit=100&cursor=${nextCursor}`);
}

const dataDir = makeDataDirectory();
const server = await BenchServer.start(dataDir);
try {
  const database = (await databasesOf(dataDir))("orders");
  await fill(database);
  await database.close();
  await lists(new Caller(server));
  await withPage(server, async (page) => {
    await reportRows(page, { name: "orders", url: `${server.url}/orders` });
    await reportRows(page, { name: "open orders", url: `${server.url}/orders?status=pending` });
  });
} finally {
  await server.stop();
  removeDataDirectory(dataDir);
}
