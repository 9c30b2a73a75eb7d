import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { completed } from "../outcomes.ts";
import { accessible, type ConsoleShop } from "./console-shop.ts";

/** What an operator does when the provider is away, and when a message itself is wrong. */
export function lettersTour({ shop, open }: ConsoleShop): void {
  const { waybill, books } = shop;

  const verified = async (): Promise<void> => {
    const { code, stdout, stderr } = await waybill.command("verify", "--json");
    assert.equal(code, 0, stdout + stderr);
  };

  const deadLetters = async () =>
    (
      await books.read<{ items: { id: string; type: string; key: string }[] }>(
        "/v1/dead-letters?limit=50",
      )
    ).items;

  describe("the tour of dead letters", () => {
    test("an outage of the provider fills them; found by their cause and replayed, none is left and all is right", async (t) => {
      const sku = await shop.product({ lisbon: 20 });
      const mend = await shop.breakOutside(t, "provider", "true");
      const orders: string[] = [];
      for (let count = 0; count < 4; count++) orders.push(await shop.place([sku]));
      const payments = books.database("payments");
      await waybill.until(async () => {
        // The last attempt of an outage of four hours is the next one.
        await payments.query(
          `update parked set attempts = 499, next_at = now()
           where status = 'retry' and attempts between 1 and 498 and code <> 'in-flight'`,
        );
        return (await deadLetters()).length === orders.length;
      }, 60_000);
      const page = await open("/dead-letters");
      await page.getByText("40.00 EUR").waitFor();
      await accessible(page);
      await page.locator("[data-row-link]").first().click();
      await page.getByRole("checkbox").nth(3).waitFor();
      await page
        .getByRole("link", { name: /^payments\.\d+$/ })
        .first()
        .click();
      await page.getByRole("heading", { name: "Failed attempts" }).waitFor();
      await page.getByText("Attempt 500").first().waitFor();
      await accessible(page);
      await page.getByRole("button", { name: "Edit and replay" }).click();
      await page.getByText(/which may have been done already/).waitFor();
      await page.getByRole("button", { name: "Back" }).click();
      await mend();
      // One on the command line, which is told in the console like those that are replayed there.
      const [first] = await deadLetters();
      const replayed = await waybill.command("dead-letters", "replay", first?.id ?? "");
      assert.equal(replayed.code, 0, replayed.stderr);
      await page.goto(new URL("/dead-letters", waybill.url).href);
      await page.getByText("30.00 EUR").waitFor();
      await page.getByRole("button", { name: /^Replay / }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("3 letters of 3 keys will be tried again").waitFor();
      await dialog.getByRole("button", { name: "Replay", exact: true }).click();
      await dialog.getByRole("status").waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await page.getByText(/^3 letters: 3 handled$/).waitFor();
      await page
        .getByText(/^1 letter: 1 handled$/)
        .first()
        .waitFor();
      await page.getByText("No dead letters").waitFor();
      for (const order of orders) await shop.expect(order, completed(1000));
      await page.close();
      await verified();
    });

    test("a message that is wrong is edited, by one of two; the order goes on, its story says so, and all is right", async (t) => {
      const database = books.database("orders");
      const lift = async (): Promise<void> => {
        await database.query("alter table order_shipments drop constraint if exists by_a_test");
      };
      await database.query(
        "alter table order_shipments add constraint by_a_test check (progress <> 2 or tracking_number = 'FIXED-1') not valid",
      );
      t.after(lift);
      const order = await shop.place([await shop.product()]);
      await waybill.until(async () => (await deadLetters()).length === 1);
      const [letter] = await deadLetters();
      assert.deepEqual([letter?.type, letter?.key], ["ShipmentDispatched", order]);
      const path = `/dead-letters/${letter?.id ?? ""}?edit`;
      const [page, other] = await Promise.all([open(path), open(path, { apart: true })]);
      const field = (of: typeof page) => of.getByRole("textbox", { name: "Data" });
      await field(page).waitFor();
      await field(other).waitFor();
      await accessible(page);
      const data = JSON.parse(await field(page).inputValue()) as Record<string, unknown>;
      const send = async (of: typeof page, edited: unknown): Promise<void> => {
        await field(of).fill(JSON.stringify(edited));
        await of.getByRole("textbox", { name: "Reason" }).fill("the carrier's typo");
        await of.getByRole("button", { name: "Replay edited" }).click();
      };
      await send(page, { ...data, remaining: "none" });
      await page.getByText("data/remaining: must be integer").waitFor();
      await send(page, { ...data, orderId: "ord_another" });
      await page.getByText("data/orderId: must stay as it is").waitFor();
      await send(page, { ...data, trackingNumber: "FIXED-1" });
      await page.getByRole("heading", { name: "Edited messages" }).waitFor();
      await send(other, { ...data, trackingNumber: "TOO-LATE" });
      await other.getByRole("alert").first().waitFor();
      await shop.expect(order, completed(1000));
      const found = await books.read<{ shipments: { trackingNumber: string }[] }>(
        `/v1/orders/${order}`,
      );
      assert.deepEqual(
        found.shipments.map(({ trackingNumber }) => trackingNumber),
        ["FIXED-1"],
      );
      await page.goto(new URL(`/orders/${order}`, waybill.url).href);
      await page.getByText(/ShipmentDispatched for orders, edited by/).waitFor();
      await page.getByText("/trackingNumber").waitFor();
      await accessible(page);
      await Promise.all([page.close(), other.close()]);
      await lift();
      await verified();
    });
  });
}
