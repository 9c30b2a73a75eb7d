import { setTimeout as delay } from "node:timers/promises";
import type { Drill, Scene } from "../drill.ts";
import { orderBody } from "../load.ts";
import { SentOrder } from "../sent-order.ts";
import { openSession } from "../sessions.ts";

const atOnce = 50;
const fullTimes = 20;
const quickTimes = 5;

/** The same request 50 times at once, the same key with another body, and a retry after the key is forgotten. */
export const sameRequest: Drill = {
  name: "same-request",
  faults: [26, 27],
  place: "embedded",
  isQuick: true,
  async strike(scene) {
    const { load, evidence, options } = scene;
    const orders = [];
    for (let time = 0; time < (options.quick ? quickTimes : fullTimes); time++) {
      const order = new SentOrder(
        orderBody({ lines: [{ sku: "MUG-BLUE", quantity: 1 }], token: "tok_ok" }),
      );
      load.sent.push(order);
      orders.push(order);
      evidence.struck(load);
      await Promise.all(Array.from({ length: atOnce }, () => load.client.send(order)));
      const ids = new Set(order.ids);
      if (ids.size !== 1) {
        evidence.violations.push(`${order.key}: ${ids.size} ids for ${atOnce} equal requests`);
      }
      await sendOtherBody(scene, order);
      await delay(100);
    }
    await afterExpiry(scene, orders);
  },
};

/** The same key with another body is refused, and that other order is not there. */
async function sendOtherBody({ load, evidence }: Scene, order: SentOrder): Promise<void> {
  const other = orderBody({ lines: [{ sku: "MUG-RED", quantity: 3 }], token: "tok_ok" });
  // As an order that was refused: the audit then finds it if it is there.
  const refused = new SentOrder(other);
  load.sent.push(refused);
  const startedAt = performance.now();
  const { status, code } = await load.client.call({
    method: "POST",
    path: "/v1/orders",
    body: other,
    headers: { "idempotency-key": order.key },
  });
  const endedAt = performance.now();
  refused.attempts.push({ startedAt, endedAt, answer: "refused", status, code });
  if (status !== 422) {
    evidence.violations.push(`${order.key} with another body was answered ${status} ${code}`);
  }
}

/** As after 48 hours: the answers are gone, and no process has them in memory. */
async function afterExpiry(scene: Scene, orders: readonly SentOrder[]): Promise<void> {
  const { shop, load, evidence } = scene;
  const session = await openSession(await shop.serviceUrl("orders"));
  const { rowCount } = await session.query("delete from answers where key like any($1::text[])", [
    orders.map(({ key }) => `%${key}%`),
  ]);
  await session.end();
  await shop.server.kill();
  await shop.server.start();
  await load.nextAcceptance();
  for (const order of orders) {
    const { status, code, body } = await load.client.call({
      method: "POST",
      path: "/v1/orders",
      body: order.body,
      headers: { "idempotency-key": order.key },
    });
    const { orderId } = (body ?? {}) as { orderId?: string };
    if (status === 409 && code === "reference-taken" && order.ids.has(orderId ?? "")) continue;
    evidence.violations.push(
      `${order.key} after its key was forgotten: ${status} ${code} ${orderId ?? ""}`,
    );
  }
  evidence.notes.push(`${rowCount ?? 0} answers forgotten`);
}
