import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { accessible, type ConsoleShop } from "./console-shop.ts";

/** Orders with their stories, what can be done with them, and the processes behind them. */
export function ordersPages({ shop, open }: ConsoleShop): void {
  const inStatus = (page: Page, status: string): Promise<void> =>
    page.getByRole("main").getByText(status, { exact: true }).first().waitFor();

  const event = (page: Page, type: string) =>
    page.getByLabel("Events, in order of time").getByRole("button", { name: type }).first();

  const numberOf = async (id: string): Promise<number> =>
    (await shop.books.read<{ number: number }>(`/v1/orders/${id}`)).number;

  const placedAndCompleted = async (): Promise<string> => {
    const id = await shop.place([await shop.product()]);
    await shop.waybill.until(
      async () =>
        (await shop.books.read<{ status: string }>(`/v1/orders/${id}`)).status === "completed",
    );
    return id;
  };

  let completed: Promise<string> | undefined;
  /** One that no test changes. */
  const completedOrder = (): Promise<string> => (completed ??= placedAndCompleted());

  describe("orders in the console", () => {
    test("an open order says what it waits for, and is followed to its end without a refresh", async (t) => {
      const sku = await shop.product();
      const mend = await shop.breakOutside(t, "provider", "true");
      const id = await shop.place([sku]);
      const page = await open(`/orders/${id}`);
      await page.getByText(/Checkout waits at authorize for OrderConfirmed/).waitFor();
      await inStatus(page, "pending");
      await mend();
      await inStatus(page, "completed");
      await event(page, "OrderCompleted").waitFor();
      await page.close();
    });

    test("an order is found by its number, and the address says what was looked for", async () => {
      const id = await completedOrder();
      const number = String(await numberOf(id));
      const page = await open("/orders");
      await page.getByLabel("Search").fill(number);
      await page.waitForURL(`**/orders?q=${number}`);
      const rows = page.getByRole("table").locator("tbody tr");
      await shop.waybill.until(async () => (await rows.count()) === 1);
      assert.match(await rows.innerText(), new RegExp(`^${number}\\b[\\s\\S]*10\\.00 EUR`));
      await accessible(page);
      await page.getByRole("link", { name: number, exact: true }).click();
      await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
      await page.close();
    });

    test("an event of the story shows its fields and leads to its cause", async () => {
      const id = await completedOrder();
      const page = await open(`/orders/${id}`);
      await event(page, "PaymentAuthorized").focus();
      await page.keyboard.press("Enter");
      const panel = page.getByRole("region", { name: "Event PaymentAuthorized" });
      await panel.getByText("10.00 EUR").waitFor();
      assert.equal(new URL(page.url()).searchParams.get("event"), `payment-${id}/1`);
      await panel.getByRole("button", { name: "AuthorizationRequested" }).click();
      await page.getByRole("region", { name: "Event AuthorizationRequested" }).waitFor();
      await accessible(page);
      await page.close();
    });

    test("a part is refunded, then the order cancelled, each with its reason in the audit trail", async () => {
      const id = await placedAndCompleted();
      const page = await open(`/orders/${id}`);
      const dialog = page.getByRole("dialog");
      await page.getByRole("button", { name: "Refund" }).click();
      await dialog.getByLabel("Amount in EUR").fill("2.50");
      await dialog.getByLabel("Reason").fill("one <b>mug</b> was broken");
      await dialog.getByRole("button", { name: "Refund" }).click();
      await dialog.getByText(/The refund of 2\.50 EUR is under way/).waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await page.getByText("Refund: one <b>mug</b> was broken").waitFor();
      await page.getByRole("button", { name: "Cancel the order" }).click();
      await dialog.getByLabel("Reason").fill("asked by telephone");
      await dialog.getByRole("button", { name: "Cancel the order" }).click();
      await dialog.getByRole("status").waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await page.getByRole("cell", { name: "asked by telephone" }).waitFor();
      await page.getByRole("cell", { name: "refundPayment" }).waitFor();
      assert.equal(await page.getByRole("button", { name: "Cancel the order" }).count(), 0);
      await page.close();
    });

    test("an order that is not there is said not to be there", async () => {
      const page = await open("/orders/ord_00000000000000000000000000");
      await page.getByText("There is no such order").waitFor();
      await page.close();
    });
  });

  describe("processes in the console", () => {
    test("the definition is drawn, and a process leads to its order", async () => {
      const id = await completedOrder();
      const page = await open("/processes?state=completed");
      await page.getByText("undo authorize").waitFor();
      await accessible(page);
      await page.getByRole("link", { name: id }).click();
      await page.getByRole("heading", { name: /^Order \d+$/ }).waitFor();
      await page.close();
    });
  });
}
