import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { accessible, type ConsoleShop } from "./console-shop.ts";

/** Read models, and making them anew from the log. */
export function viewsPages({ shop, open }: ConsoleShop): void {
  const orders = shop.books.database("orders");

  /** Compares, or puts right. */
  async function rebuild(page: Page, verb: "Compare" | "Rebuild"): Promise<void> {
    await page.getByRole("button", { name: "Rebuild…" }).click();
    const dialog = page.getByRole("dialog");
    if (verb === "Rebuild") {
      await dialog.getByRole("switch", { name: "Compare only" }).click();
      await dialog.getByLabel("Reason").fill("a customer saw a wrong total");
    }
    await dialog.getByRole("button", { name: verb, exact: true }).click();
    await dialog.getByRole("status").waitFor();
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  }

  describe("views", () => {
    test("one that is wrong is compared, shown row by row, and put right", async () => {
      const sku = await shop.product();
      const order = await shop.place([sku]);
      // Its row is not written again, which would put it right.
      await shop.reached(order, "OrderCompleted");
      await orders.query("update orders set customer = '<b>nobody</b>' where id = $1", [order]);
      const page = await open("/events/views");
      await page.getByRole("link", { name: "order_payments" }).waitFor();
      await accessible(page);
      await page.getByRole("link", { name: "orders", exact: true }).click();
      await page.getByText("Not rebuilt yet").waitFor();
      await rebuild(page, "Compare");
      await page.getByText("The view was wrong in 1 row: 1 with other values").waitFor();
      const row = page.getByRole("row").filter({ hasText: "<b>nobody</b>" });
      await row.getByText("ana@example.com").waitFor();
      await row.getByRole("link").waitFor();
      await accessible(page);
      await rebuild(page, "Rebuild");
      await page.getByText("1 row put right").waitFor();
      await rebuild(page, "Compare");
      await page
        .getByText(/^All rows are right: [\d,]+$/)
        .first()
        .waitFor();
      assert.equal(await page.getByRole("table", { name: "Rebuilds" }).getByRole("row").count(), 4);
      await page.close();
    });

    test("shows what is under way, which can be cancelled", async () => {
      const page = await open("/events/views/orders/orders", { width: 390 });
      // As a batch at hand does: it cannot end meanwhile.
      const held = orders.query(
        "do $$ begin lock table orders in row exclusive mode; perform pg_sleep(60); end $$",
      );
      // Where the test fails before, the server is stopped under it.
      held.catch(() => undefined);
      await rebuild(page, "Compare");
      await page.getByRole("progressbar", { name: "Comparing" }).waitFor();
      await accessible(page);
      await page.getByRole("button", { name: "Cancel…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel the rebuild" }).click();
      await page.getByText("It is cancelled.").waitFor();
      await page.getByText("The comparison was cancelled.").waitFor();
      // Through another connection: that of orders waits for it.
      await shop.books
        .database("payments")
        .query(
          "select pg_cancel_backend(pid) from pg_stat_activity where query like 'do $$ begin lock table orders%'",
        );
      await held.catch(() => undefined);
      await page.close();
    });
  });
}
