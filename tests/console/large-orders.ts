import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import type { ConsoleShop } from "./console-shop.ts";

/** Each edit of the contact is two events. More than a page of the history. */
const edits = Number(process.env["WAYBILL_TEST_EDITS"] ?? 600);
const mostNodes = 3_000;

/** Orders of a size that hardly anybody has. */
export function largeOrders({ shop, open }: ConsoleShop): void {
  const nodes = (page: Page): Promise<number> =>
    page.evaluate("document.querySelectorAll('*').length");

  const opened = async (id: string): Promise<{ readonly page: Page; readonly ms: number }> => {
    const page = await open("/orders");
    const start = performance.now();
    await page.goto(new URL(`/orders/${id}`, shop.waybill.url).href);
    await page.getByLabel("Events, in order of time").waitFor();
    return { page, ms: Math.round(performance.now() - start) };
  };

  describe("large orders", () => {
    test("of 1,000 lines those in sight are in the document, and the last one is scrolled to", async (t) => {
      const sku = await shop.product({ lisbon: 2_000 });
      const id = await shop.place(Array.from({ length: 1_000 }, () => sku));
      const { page, ms } = await opened(id);
      const lines = page
        .getByRole("table", { name: "Lines" })
        .locator("tbody tr:not([aria-hidden])");
      assert.ok((await lines.count()) < 60);
      const scroller = page.getByRole("table", { name: "Lines" }).locator("..");
      await scroller.evaluate((element) => element.scrollTo(0, 1e6));
      await shop.waybill.until(async () => (await lines.count()) > 5);
      assert.ok((await nodes(page)) < mostNodes);
      t.diagnostic(`opened in ${ms} ms with ${await nodes(page)} elements`);
      await page.close();
    });

    test("of a long history the page has every event, and the document those in sight", async (t) => {
      const mend = await shop.breakOutside(t, "provider", "true");
      const id = await shop.place([await shop.product()]);
      let next = 0;
      const edit = async (): Promise<void> => {
        while (next < edits) {
          next += 1;
          const customer = { email: "long@example.com", name: `Long ${next}` };
          await shop.send("PUT", `/v1/orders/${id}`, { customer });
        }
      };
      await Promise.all(Array.from({ length: 16 }, edit));
      await shop.waybill.until(async () => {
        const { body } = await shop.waybill.call("GET", `/v1/notifications?orderId=${id}`);
        return JSON.stringify(body).includes(`"Long ${edits}"`);
      });
      const { page, ms } = await opened(id);
      const count = page.getByText(/^[\d,]+ events of \d services/);
      const shown = Number((await count.innerText()).split(" ")[0]?.replaceAll(",", ""));
      assert.ok(shown > edits * 2, `${shown} events`);
      assert.ok((await nodes(page)) < mostNodes);
      t.diagnostic(`${shown} events, opened in ${ms} ms with ${await nodes(page)} elements`);
      await page.close();
      await mend();
    });
  });
}
