import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, it } from "node:test";
import { openShop } from "../shop.ts";
import { carriedOut, pathTo, rootsOf, traceOf } from "../trace-tree.ts";

export interface BrokerUnderTest {
  readonly bus: "kafka" | "redis";
  /** How the services reach it. */
  readonly environment: Readonly<Record<string, string>>;
  /** From now on it answers nobody. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

/** Ten processes, on a machine that may have other things to do. */
const startMs = 240_000;
/** After an outage the clients of a broker wait a while before they ask it again. */
const catchUpMs = 60_000;

interface Consumer {
  readonly consumer: string;
  readonly kind: "reactions" | "activity" | "relay";
  readonly status: string;
  readonly messages: number;
}

/**
 * What a shop whose services run as processes of their own owes to its customers, whatever broker is between them.
 * @param broker or why there is none
 */
export async function servicesOnABroker(broker: BrokerUnderTest | string): Promise<void> {
  if (typeof broker === "string") {
    it("services as processes of their own", { skip: broker });
    return;
  }
  const shop = await openShop(
    { after },
    {
      arguments: ["--split", "--bus", broker.bus, "--replicas", "orders=2"],
      environment: {
        ...broker.environment,
        WAYBILL_TOPIC_PREFIX: `test-${randomUUID()}.`,
        WAYBILL_TRACES_PER_SECOND: "1000",
      },
      startMs,
    },
  );
  describe("services as processes of their own", () => {
    const ended = (id: string): Promise<void> =>
      shop.waybill.until(async () => {
        const { body } = await shop.waybill.call("GET", `/v1/orders/${id}`);
        return (body as { status: string }).status === "completed";
      }, catchUpMs);

    it("carry an order to its end, and its trace is one tree through all of them", async () => {
      const orderId = await shop.place([await shop.product()]);
      await ended(orderId);
      const trace = await traceOf(shop, {
        orderId,
        name: "process StockShipped",
        service: "orders",
      });
      assert.deepEqual(rootsOf(trace), ["POST /v1/orders"]);
      assert.deepEqual(pathTo(trace, "process StockShipped", "orders"), [
        // Of the gateway, and of the process that it hands the call to.
        "api: POST /v1/orders",
        "api: POST /v1/orders",
        ...carriedOut,
      ]);
    });

    it("release what a declined order held, in the same trace", async () => {
      const orderId = await shop.place([await shop.product()], { token: "tok_declined" });
      const trace = await traceOf(shop, {
        orderId,
        name: "process OrderCancelled",
        service: "notifications",
      });
      assert.deepEqual(rootsOf(trace), ["POST /v1/orders"]);
      assert.deepEqual(pathTo(trace, "process StockReleased", "checkout").slice(-3), [
        "checkout: process PaymentDeclined",
        "inventory: process ReleaseRequested",
        "checkout: process StockReleased",
      ]);
    });

    it("accept orders while the broker is away, and carry them to their end when it is back", async () => {
      const sku = await shop.product();
      await broker.goAway();
      const ids: string[] = [];
      try {
        for (let count = 0; count < 5; count++) ids.push(await shop.place([sku]));
      } finally {
        await broker.comeBack();
      }
      for (const id of ids) await ended(id);
      const { body } = await shop.waybill.call("GET", "/v1/ops/consumers");
      const { items } = body as { items: Consumer[] };
      const relays = items.filter(({ kind }) => kind === "relay");
      assert.equal(relays.length, 7);
      assert.deepEqual(new Set(items.map(({ status }) => status)), new Set(["running"]));
    });

    it("keep every promise", async () => {
      const { code, stdout } = await shop.waybill.command("verify", "--json");
      assert.equal(code, 0, stdout);
    });
  });
}
