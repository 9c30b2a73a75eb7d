import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessible, type ConsoleShop } from "./console-shop.ts";

/** Logs and traces: what the services did a short while ago. */
export function logsPages({ shop, open }: ConsoleShop): void {
  const failing = async (): Promise<string> =>
    shop.place([await shop.product()], { token: "tok_unavailable" });

  describe("logs in the console", () => {
    test("a line comes in live, names its order and leads to its trace", async () => {
      const page = await open("/logs?service=payments&level=warn");
      const id = await failing();
      const list = page.getByRole("table", { name: "Lines of the log, newest first" });
      const row = list.getByRole("row").filter({ hasText: id }).first();
      await row.getByRole("button", { name: /payment provider is not available/ }).click();
      const panel = page.getByRole("region", { name: "The chosen line" });
      await panel.getByText("provider-unavailable").waitFor();
      assert.match(page.url(), /line=prc_/);
      await accessible(page);
      await row.getByRole("link").last().click();
      await page.getByRole("heading", { name: "POST /v1/orders" }).waitFor();
      await page.close();
    });

    test("lines are filtered by order, and the address says so; paused, none come in", async () => {
      const id = await failing();
      const page = await open("/logs");
      const rows = page.getByRole("table").locator("tbody tr");
      await page.getByLabel("Order", { exact: true }).fill(id);
      await page.waitForURL(`**/logs?orderId=${id}`);
      await shop.waybill.until(async () => (await rows.count()) === 3);
      await page.getByRole("button", { name: "Clear" }).click();
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByRole("button", { name: "Go on" }).waitFor();
      const late = await failing();
      await shop.waybill.until(async () => {
        const { items } = await shop.books.read<{ items: unknown[] }>(
          `/v1/ops/logs?orderId=${late}`,
        );
        return items.length === 3;
      });
      assert.equal(await page.getByText(late).count(), 0);
      await page.getByRole("button", { name: "Go on" }).click();
      await page.getByText(late).first().waitFor();
      await page.close();
    });

    test("a slow browser loses nothing of what is typed into a filter", async () => {
      const page = await open("/logs");
      const browser = await page.context().newCDPSession(page);
      await browser.send("Emulation.setCPUThrottlingRate", { rate: 6 });
      const text = page.getByLabel("Text", { exact: true });
      await text.pressSequentially("a dozen letters");
      assert.equal(await text.inputValue(), "a dozen letters");
      await page.close();
    });
  });

  describe("traces in the console", () => {
    test("an order leads to its trace, whose spans are a waterfall that says what failed", async () => {
      const id = await failing();
      const page = await open(`/orders/${id}`);
      await page.getByRole("link", { name: "Trace", exact: true }).click();
      const spans = page.getByLabel("Spans, each below the one that led to it");
      await spans.getByRole("button", { name: /process PaymentAuthorized checkout/ }).waitFor();
      await spans
        .getByRole("button", { name: /call provider provider-unavailable/ })
        .first()
        .focus();
      await page.keyboard.press("Enter");
      const panel = page.getByRole("region", { name: "Span call provider" });
      await panel.getByText("provider-unavailable").waitFor();
      assert.match(page.url(), /span=[0-9a-f]{16}/);
      await accessible(page);
      await page.getByRole("link", { name: "Its order" }).click();
      await page.getByRole("heading", { name: /^Order \d+$/ }).waitFor();
      await page.close();
    });

    test("only the traces in which something failed are shown, when asked for", async () => {
      const id = await failing();
      const page = await open("/traces");
      await page.getByRole("link", { name: id }).waitFor();
      await page.getByLabel("Only those in which something failed").check();
      await page.waitForURL("**/traces?failed=yes");
      await accessible(page);
      await page.getByRole("link", { name: id }).waitFor();
      await page.close();
    });

    test("a trace that is not held is said not to be", async () => {
      const page = await open(`/traces/${"a".repeat(32)}`);
      await page.getByText("This trace is not held").waitFor();
      await page.close();
    });
  });
}
