import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrderDocument } from "../ledgers.ts";
import { completed } from "../outcomes.ts";
import { assertProblem } from "../problem.ts";
import type { Answer } from "../waybill-process.ts";
import type { Shop } from "../shop.ts";

/** The same request again, one after the other and all at once. */
export function repeatedRequests(shop: Shop): void {
  const { waybill } = shop;
  describe("a request that comes again", { concurrency: true }, () => {
    test("50 times at once under one key: one order, and the same answer to all", async () => {
      const sku = await shop.product({ lisbon: 100 });
      const send = () =>
        waybill.placeOrder({ lines: [{ sku, quantity: 1 }] }, { "idempotency-key": "fifty" });
      const answers = await Promise.all(Array.from({ length: 50 }, send));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
      const [id, ...others] = new Set(answers.map(({ body }) => (body as OrderDocument).id));
      assert.deepEqual(others, []);
      assert.equal(
        answers.filter(({ headers }) => headers.get("idempotent-replayed") === "true").length,
        49,
      );
      await shop.expect(id!, completed(1000));
      await shop.expectStock(sku, { lisbon: [99, 0, 1] });
      const replayed = await send();
      assert.deepEqual(replayed.body, answers[0]?.body);
    });

    test("the same key with another body is refused, and a key is its tenant's own", async () => {
      const headers = { "idempotency-key": "reused" };
      const first = await waybill.placeOrder({}, headers);
      assertProblem(
        await waybill.placeOrder({ reference: "other" }, headers),
        "422 idempotency-key-reused",
      );
      const again = await waybill.placeOrder({}, headers);
      assert.equal((again.body as OrderDocument).id, (first.body as OrderDocument).id);
    });

    test("the same reference belongs to one order for ever, also 20 times at once", async () => {
      const sku = await shop.product({ lisbon: 100 });
      const send = () => waybill.placeOrder({ reference: "web-1", lines: [{ sku, quantity: 1 }] });
      const answers = await Promise.all(Array.from({ length: 20 }, send));
      const [accepted, ...more] = answers.filter(({ status }) => status === 202);
      assert.deepEqual(more, []);
      const { id } = accepted!.body as OrderDocument;
      for (const answer of answers.filter(({ status }) => status !== 202)) {
        assertProblem(answer, "409 reference-taken");
        assert.equal((answer.body as { orderId: string }).orderId, id);
      }
      await shop.expect(id, completed(1000));
      await shop.expectStock(sku, { lisbon: [99, 0, 1] });
    });

    test("a refusal is an answer: the same request gets it again, a better one needs another key", async () => {
      const headers = { "idempotency-key": "second-try" };
      const refused = { lines: [{ sku: "NOT-THERE", quantity: 1 }] };
      const first = await waybill.placeOrder(refused, headers);
      assertProblem(first, "422 unknown-sku");
      const again = await waybill.placeOrder(refused, headers);
      assertProblem(again, "422 unknown-sku");
      const said = ({ body }: Answer): unknown => {
        const { detail, errors } = body as Readonly<Record<string, unknown>>;
        return [detail, errors];
      };
      assert.deepEqual(said(again), said(first));
      assertProblem(await waybill.placeOrder({}, headers), "422 idempotency-key-reused");
      assert.equal((await waybill.placeOrder({}, { "idempotency-key": "third-try" })).status, 202);
    });
  });
}
