import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { partitionOf } from "@waybill/kit";
import { completed } from "../outcomes.ts";
import { accessible, type ConsoleShop } from "./console-shop.ts";

/** Messages that wait for a person, and what a person does with them. */
export function lettersPages({ shop, open }: ConsoleShop): void {
  const groups = "/dead-letters";

  /** Writes into the log of payments what no consumer can read. */
  const intrude = async (key: string): Promise<void> => {
    await shop.books.database("payments").query(
      `insert into events (position, partition, stream, version, type, schema_version, tenant,
                           correlation_id, causation_id, traceparent, recorded_at, data)
       select coalesce(max(position), 0) + 1, $1, $2, 1, 'PaymentCaptured', 1, 'dev', 'c', 'c', 't',
              now(), '{"orderId":"<b>bold</b>"}'
       from events`,
      [partitionOf(key), `foreign-${key}`],
    );
  };

  const dead = (count: number): Promise<void> =>
    shop.waybill.until(async () => {
      const { items } = await shop.books.read<{ items: { letters: number }[] }>(
        "/v1/ops/dead-letters/groups",
      );
      return items.reduce((sum, { letters }) => sum + letters, 0) === count;
    });

  describe("dead letters", () => {
    test("an order whose payment is stuck shows its money, is replayed by two at once, and completes", async (t) => {
      const sku = await shop.product();
      const mend = await shop.breakOutside(t, "provider", "true");
      const order = await shop.place([sku]);
      const payments = shop.books.database("payments");
      await shop.waybill.until(async () => {
        const rows = await payments.query(
          "update parked set status = 'dead' where key = $1 and status = 'retry' and attempts > 0 and code <> 'in-flight' returning id",
          [order],
        );
        return rows.length > 0;
      });
      await mend();
      const pages = await Promise.all([open(groups), open(groups, { apart: true })]);
      for (const page of pages) {
        await page.getByText("10.00 EUR").waitFor();
        await page.getByRole("button", { name: /^Replay / }).click();
        await page.getByText("1 letter of 1 key will be tried again").waitFor();
      }
      await accessible(pages[0]);
      await Promise.all(
        pages.map((page) =>
          page.getByRole("dialog").getByRole("button", { name: "Replay", exact: true }).click(),
        ),
      );
      await Promise.all(
        pages.map((page) => page.getByRole("dialog").getByRole("status").waitFor()),
      );
      await shop.expect(order, completed(1000));
      for (const page of pages) {
        await page.getByRole("button", { name: "Close" }).last().click();
        await page.getByText("No dead letters").waitFor();
        await page
          .getByText(/^1 letter: 1 handled$/)
          .first()
          .waitFor();
        await page.close();
      }
    });

    test("a group leads to its letters, a letter says all, and what is dropped needs a reason", async () => {
      for (const key of ["strange-1", "strange-2"]) await intrude(key);
      await dead(4);
      const page = await open(groups);
      await page.getByRole("link", { name: "message-malformed" }).first().click();
      const rows = page.getByRole("checkbox");
      await rows.first().waitFor();
      assert.equal(await rows.count(), 2);
      await accessible(page);
      await page
        .getByRole("link", { name: /^(orders|checkout)\.\d+$/ })
        .first()
        .click();
      await page.getByRole("heading", { name: "PaymentCaptured" }).waitFor();
      await page.getByRole("table", { name: "The message" }).waitFor();
      assert.equal(await page.locator("main b").count(), 0);
      await accessible(page);
      const address = page.url();
      await page.getByRole("button", { name: "Drop" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: "Reason" }).fill("a stranger's");
      await dialog.getByRole("button", { name: "Drop", exact: true }).click();
      await dialog.getByText("1 letter is dropped.").waitFor();
      await page.goto(address);
      await page.getByText("It is not there any more").waitFor();
      await page.close();
    });

    test("what is replayed and dies again comes back and is told; the audit trail has who and why", async () => {
      await dead(3);
      const page = await open(groups);
      await page.getByRole("link", { name: "message-malformed" }).first().click();
      await page.getByRole("button", { name: "Replay the group" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Replay", exact: true }).click();
      await dialog.getByText(/tried again within/).waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await page.getByText(/0 handled, [12] dead again/).waitFor();
      await page.goto(new URL("/audit", shop.waybill.url).href);
      await page.getByRole("cell", { name: "dropDeadLetters" }).waitFor();
      await page.getByRole("cell", { name: "a stranger's" }).waitFor();
      await accessible(page);
      await page.close();
      const { items } = await shop.books.read<{ items: { id: string }[] }>("/v1/dead-letters");
      await shop.send("POST", "/v1/ops/dead-letters/drops", { ids: items.map(({ id }) => id) });
      await dead(0);
    });
  });
}
