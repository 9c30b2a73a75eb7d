import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  Retryable,
  systemClock,
  systemIds,
  systemRandom,
  verifyWebhook,
  type Database,
} from "@waybill/kit";
import { eventually } from "@waybill/kit/testing";
import { readMigrations } from "@waybill/postgres";
import { testDatabase } from "@waybill/postgres/testing";
import pg from "pg";
import { parcelsOf } from "../../domain/parcels.ts";
import type { ConsignmentRequest } from "../carrier.ts";
import type { TrackingUpdate, TrackingUpdates } from "../tracking-update.ts";
import { SimulatedCarrier, simulatedCarrierMigrations } from "./simulated-carrier.ts";

const secret = "whsec_c2VjcmV0LW9mLXRoZS1jYXJyaWVyLXRlc3Q=";
const signal = new AbortController().signal;
const ids = systemIds();
const migrations = readMigrations(simulatedCarrierMigrations);

interface Shop {
  readonly received: TrackingUpdate[];
  readonly calls: number[];
  url: string;
  /** What the next calls are answered with, before 204. */
  readonly answers: number[];
}

interface Stage {
  readonly carrier: SimulatedCarrier;
  readonly database: Database & { statements: number };
  readonly shop: Shop;
  /** Another process of the same carrier, as after a restart. */
  readonly another: () => SimulatedCarrier;
  /** Waits until a condition holds; fails after a minute. */
  readonly until: (condition: () => boolean) => Promise<void>;
}

async function withStage(
  options: { dispatchAfterMs?: number; deliverAfterMs?: number; slowMs?: number },
  use: (stage: Stage) => Promise<void>,
): Promise<void> {
  const { pool, database } = await openDatabase();
  const shop: Shop = { received: [], calls: [], answers: [], url: "" };
  const listener = await listen(shop);
  const carriers: SimulatedCarrier[] = [];
  const another = (): SimulatedCarrier => {
    const carrier = new SimulatedCarrier({
      database,
      clock: systemClock,
      random: systemRandom,
      owner: `process-${carriers.length}`,
      webhookSecret: secret,
      webhookUrl: () => shop.url,
      warn: () => undefined,
      ...options,
    });
    carriers.push(carrier);
    return carrier;
  };
  const until = async (condition: () => boolean): Promise<void> => {
    await eventually(condition.toString(), condition);
  };
  try {
    await use({ carrier: another(), database, shop, another, until });
  } finally {
    for (const carrier of carriers) await carrier.stop();
    listener.close();
    listener.closeAllConnections();
    await pool.end();
  }
}

async function openDatabase() {
  const { url } = await testDatabase(migrations);
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  // The server may end a connection that is just being closed.
  pool.on("error", () => undefined);
  const database = {
    statements: 0,
    async query<R extends object>(sql: string, parameters: readonly unknown[] = []) {
      database.statements += 1;
      return (await pool.query(sql, [...parameters])).rows as R[];
    },
  };
  return { pool, database };
}

async function listen(shop: Shop): Promise<Server> {
  const listener = createServer((request, response) => {
    void buffer(request).then((body) => {
      verifyWebhook({ headers: request.headers, body, now: Date.now() }, [secret]);
      const { events } = JSON.parse(body.toString()) as TrackingUpdates;
      shop.calls.push(events.length);
      const status = shop.answers.shift() ?? 204;
      if (status === 204) shop.received.push(...events);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  shop.url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/webhooks/carrier`;
  return listener;
}

function consignment(locations: readonly string[], to: object = {}): ConsignmentRequest {
  const orderId = ids.make("ord");
  const address = {
    name: "Ana",
    line1: "1 Main St",
    city: "Porto",
    postalCode: "4000",
    country: "PT",
  };
  return {
    key: `${orderId}/create`,
    orderId,
    to: { ...address, ...to },
    shipments: parcelsOf(
      orderId,
      locations.map((location) => ({ sku: "MUG", location, quantity: 1 })),
    ),
    reference: `reference of ${orderId}`,
  };
}

const cancellation = ({ orderId }: ConsignmentRequest) => ({ key: `${orderId}/cancel`, orderId });
const typesOf = (shop: Shop, { orderId }: ConsignmentRequest) =>
  shop.received.filter((each) => each.orderId === orderId).map((each) => each.type);

test("calls that come together are one statement, and parcels are dispatched and delivered in order", async () => {
  await withStage({ deliverAfterMs: 100 }, async ({ carrier, database, shop, until }) => {
    const requests = Array.from({ length: 1_200 }, () => consignment(["berlin"]));
    const outcomes = await Promise.all(
      requests.map((each) => carrier.createConsignment(each, signal)),
    );
    assert.ok(outcomes.every((each) => each.taken));
    assert.equal(database.statements, 2);
    await carrier.start();
    await until(() => shop.received.length >= 2_400);
    for (const request of requests) {
      assert.deepEqual(typesOf(shop, request), ["dispatched", "delivered"]);
    }
    assert.ok(shop.calls.every((count) => count <= 500));
    assert.equal(shop.received[0]?.reference.startsWith("reference of ord_"), true);
    const ledger = await carrier.ledger("", 10_000);
    assert.deepEqual(new Set(ledger.map((each) => each.status)), new Set(["delivered"]));
    assert.deepEqual(
      ledger.map((each) => each.orderId),
      requests.map((each) => each.orderId).toSorted(),
    );
  });
});

test("a repeated request gives the same answer and no second parcel", async () => {
  await withStage({}, async ({ carrier }) => {
    const request = consignment(["berlin", "porto"]);
    const [first, second] = await Promise.all([
      carrier.createConsignment(request, signal),
      carrier.createConsignment(request, signal),
    ]);
    assert.deepEqual(first, second);
    assert.deepEqual(await carrier.createConsignment(request, signal), first);
    assert.equal((await carrier.ledger("", 10)).length, 1);
  });
});

test("a parcel is cancelled before it leaves and comes back after", async () => {
  await withStage({ dispatchAfterMs: 60_000 }, async ({ carrier }) => {
    const waiting = consignment(["berlin"]);
    await carrier.createConsignment(waiting, signal);
    const ids = waiting.shipments.map((each) => each.shipmentId);
    const expected = { cancelled: ids, returned: [] };
    assert.deepEqual(await carrier.cancelConsignment(cancellation(waiting)), expected);
    assert.deepEqual(await carrier.cancelConsignment(cancellation(waiting)), expected);
    const outcome = await carrier.createConsignment(waiting, signal);
    assert.deepEqual(outcome, { taken: false, reason: "cancelled" });
  });
  await withStage({ deliverAfterMs: 60_000 }, async ({ carrier, shop, until }) => {
    const sent = consignment(["berlin", "porto"]);
    await carrier.start();
    await carrier.createConsignment(sent, signal);
    await until(() => shop.received.length === 2);
    const ids = sent.shipments.map((each) => each.shipmentId);
    const outcome = await carrier.cancelConsignment(cancellation(sent));
    assert.deepEqual(outcome, { cancelled: [], returned: ids });
    assert.equal((await carrier.ledger("", 10))[0]?.status, "returned");
  });
});

test("what is cancelled before it was ever asked for is refused later, and never moves", async () => {
  await withStage({ deliverAfterMs: 0 }, async ({ carrier, shop, until }) => {
    const late = consignment(["berlin"]);
    const next = consignment(["berlin"]);
    assert.deepEqual(await carrier.cancelConsignment(cancellation(late)), {
      cancelled: [],
      returned: [],
    });
    assert.equal((await carrier.createConsignment(late, signal)).taken, false);
    await carrier.start();
    await carrier.createConsignment(next, signal);
    await until(() => typesOf(shop, next).length === 2);
    assert.deepEqual(typesOf(shop, late), []);
  });
});

test("updates that are not acknowledged come again, and survive a restart", async () => {
  await withStage({ deliverAfterMs: 0 }, async ({ carrier, shop, another, until }) => {
    shop.answers.push(503, 503);
    const request = consignment(["berlin"]);
    await carrier.createConsignment(request, signal);
    await carrier.start();
    await until(() => shop.calls.length > 0);
    await carrier.stop();
    await another().start();
    await until(() => typesOf(shop, request).length === 2);
    assert.deepEqual(typesOf(shop, request), ["dispatched", "delivered"]);
  });
});

test("an idle carrier asks its database only now and then", async () => {
  await withStage({}, async ({ carrier, database, shop, until }) => {
    await carrier.start();
    const request = consignment(["berlin"]);
    await carrier.createConsignment(request, signal);
    await until(() => typesOf(shop, request).length === 1);
    await delay(200);
    const before = database.statements;
    await delay(1_000);
    assert.ok(database.statements - before <= 6, `${database.statements - before} statements`);
  });
});

test("Antarctica is refused for good, and a carrier that is down comes back", async () => {
  await withStage({}, async ({ carrier }) => {
    const antarctica = consignment(["berlin"], { country: "AQ" });
    const refusal = { taken: false, reason: "country_not_served" };
    assert.deepEqual(await carrier.createConsignment(antarctica, signal), refusal);
    const down = consignment(["berlin"], { postalCode: "DOWN" });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await assert.rejects(
        carrier.createConsignment(down, signal),
        (error) => error instanceof Retryable && error.code === "carrier-unavailable",
      );
    }
    assert.equal((await carrier.createConsignment(down, signal)).taken, true);
  });
});

test("a slow answer that is given up has taken the parcel all the same, once", async () => {
  await withStage({ slowMs: 300 }, async ({ carrier }) => {
    const slow = consignment(["berlin"], { postalCode: "SLOW" });
    const given = new AbortController();
    const answer = carrier.createConsignment(slow, given.signal);
    while ((await carrier.ledger("", 10)).length === 0) await delay(5);
    given.abort();
    await assert.rejects(answer, (error) => error instanceof Retryable);
    assert.equal((await carrier.createConsignment(slow, signal)).taken, true);
    assert.equal((await carrier.ledger("", 10)).length, 1);
  });
});
