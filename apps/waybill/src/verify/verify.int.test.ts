import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { verify, type VerifyReport } from "@waybill/checker";
import { systemClock } from "@waybill/kit";
import { openSources } from "./postgres-sources.ts";
import { RunningShop } from "./testing/running-shop.ts";
import { verifiedServices } from "./verified-services.ts";

const skus = ["MUG-BLUE", "MUG-RED"];
const placed = 60;

let shop: RunningShop;
let orders: string[] = [];

function check(settleMs = 4_000): Promise<VerifyReport> {
  const services = verifiedServices({ mailsBySmtp: false });
  return verify({ open: () => openSources(services, shop.urlOf), clock: systemClock, settleMs });
}

function problems(report: VerifyReport): readonly string[] {
  return report.checks.flatMap(({ id, violations }) =>
    violations.map(({ problem, order }) => `${id}/${problem} ${order ?? ""}`.trim()),
  );
}

before(async () => {
  shop = await RunningShop.open(skus);
});

after(async () => {
  await shop.close();
});

test("while orders, refusals and cancellations run, nothing is wrong", async () => {
  const placing = Array.from({ length: placed }, (_, index) =>
    shop.place(skus[index % 2]!, index % 10 === 7 ? "tok_declined" : "tok_ok"),
  );
  orders = await Promise.all(placing);
  const [report] = await Promise.all([
    check(),
    ...orders.filter((_, index) => index % 6 === 0).map((id) => shop.cancel(id)),
  ]);
  assert.deepEqual(problems(report), []);
  assert.equal(report.running, true);
  assert.equal(report.orders, placed);
});

test("at rest every order has ended and every check has looked at something", async () => {
  await shop.ended(placed);
  await shop.rest();
  const report = await check();
  assert.deepEqual(problems(report), []);
  assert.deepEqual(
    [report.running, report.orders, report.open, report.lookedAgain],
    [false, placed, 0, 0],
  );
  for (const { id, checked } of report.checks) assert.ok(checked > 0, `${id} looked at nothing`);
});

interface Tampering {
  readonly database: string;
  /** `$ID` stands for the order. */
  readonly sql: string;
  readonly undo: string;
  readonly finds: readonly string[];
}

const kept = "create table kept as";
const tamperings: Readonly<Record<string, Tampering>> = {
  "a row of a view deleted": {
    database: "orders",
    sql: `${kept} select * from orders where id = '$ID'; delete from orders where id = '$ID'`,
    undo: "insert into orders select * from kept; drop table kept",
    finds: ["O/row-missing $ID"],
  },
  "a stored state that the events do not make": {
    database: "payments",
    sql: `insert into snapshots (stream, version, state) values ('payment-$ID', 2, '{"captured":1}')`,
    undo: "delete from snapshots where stream = 'payment-$ID'",
    finds: ["O/state-differs $ID"],
  },
  "an event deleted from the log": {
    database: "orders",
    sql: `${kept} select * from events where stream = 'order-$ID' and type = 'OrderConfirmed';
          delete from events where stream = 'order-$ID' and type = 'OrderConfirmed'`,
    undo: "insert into events select * from kept; drop table kept",
    finds: ["O/version-gap $ID", "O/illegal-transition $ID", "P/position-gap"],
  },
  "a capture made twice": {
    database: "payments",
    sql: `insert into events select (select max(position) + 1 from events), partition, stream, version + 1, type, schema_version,
            tenant, correlation_id, causation_id, traceparent, recorded_at, touches, data
          from events where stream = 'payment-$ID' and type = 'PaymentCaptured'`,
    undo: "delete from events where position = (select max(position) from events)",
    finds: ["C/captured-twice $ID", "O/illegal-transition $ID"],
  },
  "a capture that only the provider knows of": {
    database: "provider",
    sql: "update payments set captured = captured * 2, captures = 2 where order_id = '$ID'",
    undo: "update payments set captured = captured / 2, captures = 1 where order_id = '$ID'",
    finds: ["C/provider-captured-twice $ID", "C/provider-took-too-much $ID"],
  },
  "an answer for an order that was lost": {
    database: "orders",
    sql: `insert into answers values ('acme/lost', '', '{"status":202,"body":{"id":"ord_lost"}}', now())`,
    undo: "delete from answers where key = 'acme/lost'",
    finds: ["L/acknowledged-lost ord_lost"],
  },
  "a notification deleted": {
    database: "notifications",
    sql: `${kept} select * from events where stream = 'notification-$ID' and version = 2;
          delete from events where stream = 'notification-$ID' and version = 2`,
    undo: "insert into events select * from kept; drop table kept",
    finds: ["N/not-sent $ID"],
  },
  "stored stock raised by hand": {
    database: "inventory",
    sql: `update snapshots set state = replace(state::text, '"available":', '"available":9')::json where stream = 'stock-acme/MUG-RED'`,
    undo: `update snapshots set state = replace(state::text, '"available":9', '"available":')::json where stream = 'stock-acme/MUG-RED'`,
    finds: ["S/stock-differs", "O/state-differs"],
  },
  "a consumer moved past the end of its log": {
    database: "inventory",
    sql: "update positions set position = position + 1000000 where source = 'orders' and partition = 0",
    undo: "update positions set position = position - 1000000 where source = 'orders' and partition = 0",
    finds: ["P/ahead-of-log"],
  },
  "a timer taken away": {
    database: "checkout",
    sql: `insert into events select (select max(position) + 1 from events), partition, stream, version + 1, 'CheckoutUpdated', 1, tenant, correlation_id,
            causation_id, traceparent, recorded_at, touches, json_build_object('orderId', '$ID', 'process', json_build_object('phase', 'forward', 'step', 'capture', 'attempt', 1, 'due', 1000))
          from events where stream = 'checkout-$ID' order by version desc limit 1`,
    undo: "delete from events where position = (select max(position) from events)",
    finds: ["T/timer-lost $ID", "T/overdue $ID"],
  },
};

for (const [name, { database, sql, undo, finds }] of Object.entries(tamperings)) {
  test(`it finds ${name}`, async () => {
    const [completed] = await shop.query<{ id: string }>(
      "orders",
      "select id from orders where status = 'completed' order by id limit 1",
    );
    const id = completed!.id;
    await shop.query(database, sql.replaceAll("$ID", id));
    const found = problems(await check());
    await shop.query(database, undo.replaceAll("$ID", id));
    for (const each of finds) {
      const wanted = each.replace("$ID", id);
      assert.ok(found.includes(wanted), `${wanted} is not among ${found.join("; ")}`);
    }
  });
}

test("without a database it says which one it cannot read", async () => {
  const urlOf = (name: string): string =>
    name === "payments"
      ? shop.servers.main.url("waybill_nowhere", "waybill_payments")
      : shop.urlOf(name);
  const opening = openSources(verifiedServices({ mailsBySmtp: false }), urlOf);
  await assert.rejects(opening, { code: "store-unavailable", message: /payments/ });
});
