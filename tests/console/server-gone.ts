import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { freePort } from "@waybill/brokers";
import { openConsole } from "./console-shop.ts";

/** A server that comes back at the address that the page knows. */
export function serverGone(): void {
  describe("a server that is gone", () => {
    test("is said to be; what was shown stays, and the page catches up by itself when it is back", async (t) => {
      const port = String(await freePort());
      const console = await openConsole(t, { environment: { WAYBILL_PORT: port } });
      if (console === undefined) return;
      const { shop, open } = console;
      const { waybill } = shop;
      const id = await shop.place([await shop.product()]);
      await shop.reached(id, "OrderCompleted");
      const page = await open(`/orders/${id}`);
      const events = page.getByLabel("Events, in order of time");
      await events.getByRole("button", { name: "OrderCompleted" }).waitFor();
      await page.evaluate("globalThis.stillHere = true");
      const failed = page.waitForEvent("requestfailed", {
        predicate: (request) => request.url().includes("/v1/ops/audit"),
      });
      await waybill.stop();
      const banner = page.getByText(/What you see is from/);
      await banner.waitFor();
      await failed;
      assert.equal(await page.getByText(/does not answer/).count(), 1, "it is said once");
      await events.getByRole("button", { name: "OrderCompleted" }).waitFor();
      await waybill.start();
      await shop.cancel(id);
      await banner.waitFor({ state: "detached" });
      await page.getByRole("main").getByText("cancelled", { exact: true }).first().waitFor();
      assert.equal(await page.evaluate("globalThis.stillHere"), true);
      await page.close();
    });
  });
}
