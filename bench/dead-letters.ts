import type { ViewsDatabase } from "@waybill/postgres";
import { Caller, databasesOf, reportRows, say, withPage } from "./asking.ts";
import { BenchServer, makeDataDirectory, removeDataDirectory } from "./server.ts";

/**
 * How long operators wait with 100,000 dead letters of a few causes, half of whose keys have a message
 * waiting behind: each question of the API, and the pages in Chromium where there is one.
 *
 *     node bench/dead-letters.ts
 */
const letters = 100_000;

const causes = [
  {
    service: "payments",
    consumer: "payments.provider",
    type: "AuthorizationRequested",
    code: "provider-unavailable",
    share: 0.5,
  },
  {
    service: "payments",
    consumer: "payments.provider",
    type: "CaptureRequested",
    code: "activity-timeout",
    share: 0.2,
  },
  {
    service: "orders",
    consumer: "orders",
    type: "PaymentCaptured",
    code: "store-refused",
    share: 0.2,
  },
  {
    service: "notifications",
    consumer: "notifications",
    type: "OrderPlaced",
    code: "unexpected",
    share: 0.1,
  },
] as const;
type Cause = (typeof causes)[number];

/** Writes the letters, and the orders that stand still behind those of the largest group. */
async function fill(dataDir: string): Promise<void> {
  const open = await databasesOf(dataDir);
  const inSteps = async (
    database: ViewsDatabase,
    count: number,
    [sql, ...values]: readonly [string, ...unknown[]],
  ) => {
    const step = 10_000;
    for (let from = 1; from <= count; from += step)
      await database.query(sql, [from, Math.min(count, from + step - 1), ...values]);
  };
  for (const [index, cause] of causes.entries()) {
    const database = open(cause.service);
    await inSteps(database, letters * cause.share, [
      parkSql,
      cause.consumer,
      cause.type,
      cause.code,
      index,
    ]);
    await inSteps(database, (letters * cause.share) / 2, [queueSql, cause.consumer, index]);
    await database.query("vacuum analyze parked");
    await database.close();
  }
  const orders = open("orders");
  await inSteps(orders, letters / 2, [orderSql]);
  await orders.query("vacuum analyze orders");
  await orders.close();
}

const keySql = "'ord_' || lpad($KEY::text || 'x' || n::text, 26, '0')";
const parkSql = `
  insert into parked (consumer, source, partition, position, key, tenant, message, status, attempts,
                      next_at, code, error, type, attempt_log, parked_at)
  select $3, 'checkout', 0, 1000000000 * (1 + $6::bigint) + n, key, 'dev',
    json_build_object('source', 'checkout', 'position', n, 'partition', 0, 'stream', 'checkout-' || key,
      'version', 3, 'type', $4::text, 'schemaVersion', 1, 'time', 1764000000000, 'touches', '{}'::text[],
      'meta', json_build_object('tenant', 'dev', 'correlationId', 'cor_' || n, 'causationId', 'c', 'traceparent', 't'),
      'data', json_build_object('orderId', key, 'amount', 1000, 'currency', 'EUR', 'note', repeat('x', 300))),
    'dead', 500, now(), $5, 'the provider answered 500 for ' || n, $4::text,
    jsonb_build_array(jsonb_build_object('at', 1764000000000, 'number', 1, 'code', $5::text, 'error', 'e', 'stack', '[]'::jsonb)),
    now() - n * interval '1 second'
  from (select n, ${keySql.replace("$KEY", "$6")} as key from generate_series($1::int, $2::int) as n) as rows`;
const queueSql = `
  insert into parked (consumer, source, partition, position, key, tenant, message, status, attempts,
                      next_at, code, error, type)
  select $3, 'checkout', 0, 500000000 + 1000000000 * (1 + $4::bigint) + n, ${keySql.replace("$KEY", "$4")},
    'dev', '{"note":"waits"}', 'queued', 0, now(), '', '', 'CaptureRequested'
  from generate_series($1::int, $2::int) as n`;
const orderSql = `
  insert into orders (tenant, id, number, status, customer, currency, total, created_at)
  select 'dev', ${keySql.replace("$KEY", "0")}, 10000000 + n, 'pending', 'a@example.com', 'EUR', 1000, 1764000000000
  from generate_series($1::int, $2::int) as n`;

async function questions(caller: Caller): Promise<void> {
  const [largest, , third] = causes;
  const list = ({ service, consumer, code, type }: Cause): string =>
    `/v1/dead-letters?${new URLSearchParams({ service, consumer, code, type, limit: "100" }).toString()}`;
  await caller.report("groups", "GET", "/v1/ops/dead-letters/groups");
  await caller.report("a page of the largest group", "GET", list(largest));
  await caller.report("a page of all", "GET", "/v1/dead-letters?limit=100");
  const key = `ord_${"0x40000".padStart(26, "0")}`;
  await caller.report("of one order", "GET", `/v1/dead-letters?all=true&key=${key}`);
  const { share: _, ...cause } = largest;
  await caller.report(
    "dry run of the largest group",
    "POST",
    "/v1/ops/dead-letters/replays/dry-run",
    { cause },
  );
  const { body } = await caller.call("GET", list(third));
  const ids = (body as { items: { id: string }[] }).items.map(({ id }) => id);
  const chosen = await caller.call("POST", "/v1/ops/dead-letters/replays", { ids, perSecond: 0.1 });
  say("replay of 100 that were chosen", `${Math.round(chosen.ms)} ms`);
  await caller.report("groups, after a change", "GET", "/v1/ops/dead-letters/groups");
}

async function replayAll(caller: Caller): Promise<void> {
  const { share: _, ...cause } = causes[0];
  const body = { cause, perSecond: 0.1 };
  const all = caller.call("POST", "/v1/ops/dead-letters/replays", body);
  const started = performance.now();
  for (let seen = false; !seen;) {
    const { body: replays } = await caller.call("GET", "/v1/ops/dead-letters/replays");
    seen = (replays as { items: { letters: number }[] }).items.some((each) => each.letters > 1_000);
  }
  say("replay of 50,000: listed after", `${Math.round(performance.now() - started)} ms`);
  say("replay of 50,000: answered after", `${Math.round((await all).ms)} ms`);
  await caller.report("replays", "GET", "/v1/ops/dead-letters/replays");
}

async function pages(server: BenchServer): Promise<void> {
  await withPage(server, async (page) => {
    const [{ share: _, ...cause }] = causes;
    const views = {
      groups: "/dead-letters",
      "the largest group": `/dead-letters?${new URLSearchParams(cause).toString()}`,
    };
    for (const [name, path] of Object.entries(views))
      await reportRows(page, { name, url: `${server.url}${path}` });
    const before = performance.now();
    await page.getByRole("button", { name: /Load more/ }).click();
    await page.getByRole("button", { name: /100 shown/ }).waitFor();
    say("the next 50 rows", `${Math.round(performance.now() - before)} ms`);
  });
}

const dataDir = makeDataDirectory();
try {
  const first = await BenchServer.start(dataDir);
  await fill(dataDir);
  await first.stop();
  // A server learns what is parked when it starts.
  const server = await BenchServer.start(dataDir);
  const caller = new Caller(server);
  await questions(caller);
  await pages(server);
  await replayAll(caller);
  await server.stop();
} finally {
  removeDataDirectory(dataDir);
}
