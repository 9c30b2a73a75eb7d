import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { completed } from "../outcomes.ts";
import type { Shop } from "../shop.ts";

interface Mail {
  readonly deliveries: readonly { readonly status: string; readonly messageId?: string }[];
}

/** Mails that are sent once more, without a mail server; with one: messages-out.int.test.ts. */
export function resends(shop: Shop): void {
  const { waybill, books } = shop;

  describe("a mail sent again", () => {
    test("is in the outbox once more, and is no second notification", async () => {
      const order = await shop.place([await shop.product()]);
      await shop.expect(order, completed(1000));
      const path = `/v1/notifications/ntf_${order.slice("ord_".length)}.confirmed`;
      for (const count of [2, 3]) {
        assert.equal((await waybill.call("POST", `${path}/resend`)).status, 202);
        const { deliveries } = await books.read<Mail>(path);
        assert.deepEqual(
          deliveries.map(({ status }) => status),
          Array.from({ length: count }, () => "sent"),
        );
      }
      const { items } = await books.read<{ items: unknown[] }>(
        `/v1/notifications?orderId=${order}`,
      );
      assert.equal(items.length, 3);
    });
  });
}
