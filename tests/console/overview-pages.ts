import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { assertProblem } from "../problem.ts";
import { accessible, type ConsoleShop } from "./console-shop.ts";

const path = "/v1/ops/sample-orders";
const aliveMs = 10_000;
const mostScriptBytes = 300_000;

interface SampleOrders {
  readonly state: string;
  readonly sent: number;
}

/** What a new user sees first. */
export function overviewPages(console: ConsoleShop): void {
  const { shop } = console;
  const { waybill } = shop;

  describe("the overview", () => {
    test("shows orders on their way within ten seconds of sending samples, until they are stopped", async () => {
      const page = await console.open("/");
      await page.getByRole("button", { name: "Send sample orders" }).click();
      await page.getByRole("textbox", { name: "Orders a second" }).fill("20");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      const pressedAt = performance.now();
      await page.getByText(/^Sample orders, 20\/s: [1-9]/).waitFor({ timeout: aliveMs });
      await page.getByLabel(/^orders to checkout: [1-9]/).waitFor({ timeout: aliveMs });
      await page.getByText(/^of [1-9]\d* accepted$/).waitFor({ timeout: aliveMs });
      assert.ok(performance.now() - pressedAt < aliveMs);
      await accessible(page);
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByRole("button", { name: "Send sample orders" }).waitFor();
      const state = await shop.books.read<SampleOrders>(path);
      assert.equal(state.state, "stopped");
      assert.ok(state.sent > 0);
      await page.close();
    });

    test("tells the topics of a line that is gone to with the keyboard", async () => {
      const page = await console.open("/");
      await page.getByLabel(/^orders to checkout:/).focus();
      await page.getByText(/orders\.created, .*orders\.confirmed/).waitFor();
      await page.close();
    });

    test("says what needs a person, and leads there", async () => {
      await shop.product({ lisbon: 2 });
      const page = await console.open("/");
      await page.getByRole("link", { name: "See which" }).click();
      await page.getByRole("heading", { name: "Stock" }).waitFor();
      assert.match(page.url(), /\/stock\?below=5$/);
      await page.close();
    });

    for (const [width, dark] of [
      [1280, true],
      [390, false],
    ] as const) {
      test(`has the services as a table, at ${width} pixels, ${dark ? "dark" : "light"}`, async () => {
        const page = await console.open("/?flows=table", { width, dark });
        await page.getByRole("table", { name: "Who hears whom" }).waitFor();
        await page.getByRole("row", { name: /^checkout → inventory/ }).waitFor();
        assert.equal(await overflow(page), 0);
        await accessible(page);
        await page.close();
      });
    }

    test("loads less than 300 KB of script, compressed", async () => {
      const page = await console.open("/");
      await page.getByRole("img", { name: /^Orders a second/ }).waitFor();
      const bytes = await page.evaluate<number>(
        `performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
      );
      assert.ok(bytes > 50_000 && bytes < mostScriptBytes, `${bytes} bytes of script`);
      await page.close();
    });
  });

  describe("sample orders", () => {
    const send = (body: unknown, key?: string) =>
      waybill.call("POST", path, { body, ...(key === undefined ? {} : { key }) });

    test("are one run a tenant, and of another tenant's nothing is seen", async () => {
      const key = await shop.stranger();
      assert.equal((await send({ perSecond: 1, seconds: 60 })).status, 202);
      assertProblem(await send({ perSecond: 1, seconds: 60 }), "409 sample-orders-running");
      const others = await waybill.call("GET", path, { key });
      assert.partialDeepStrictEqual(others.body, { state: "idle", sent: 0 });
      const stopped = await waybill.call("DELETE", path);
      assert.partialDeepStrictEqual(stopped.body, { state: "stopped" });
    });

    test("fail in words where there is nothing to order", async () => {
      const key = await shop.stranger();
      assert.equal((await send({ perSecond: 1, seconds: 1 }, key)).status, 202);
      await waybill.until(async () => {
        const { body } = await waybill.call("GET", path, { key });
        return (body as SampleOrders).state === "failed";
      });
    });

    test("are refused beyond their limits, and to a customer", async () => {
      const { key } = await shop.key("customer", "ana@example.com");
      for (const body of [{ perSecond: 201, seconds: 1 }, { perSecond: 1, seconds: 0 }, {}]) {
        assert.equal((await send(body)).status, 400);
      }
      assert.equal((await send({ perSecond: 1, seconds: 1 }, key)).status, 403);
    });
  });
}

/** How many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - innerWidth");
}
