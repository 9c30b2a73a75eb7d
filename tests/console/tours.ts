import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { accessible, type ConsoleShop } from "./console-shop.ts";

const aliveMs = 10_000;

/** What people come for, from beginning to end. */
export function tours({ shop, open }: ConsoleShop): void {
  const { waybill } = shop;

  const event = (page: Page, type: string) =>
    page.getByLabel("Events, in order of time").getByRole("button", { name: type }).first();

  const productWith = async (
    sku: string,
  ): Promise<{ readonly id: string; readonly version: number }> => {
    const { items } = await shop.books.read<{ items: { id: string }[] }>(`/v1/products?q=${sku}`);
    return shop.books.read(`/v1/products/${items[0]!.id}`);
  };

  /** Somebody else's change. */
  const change = (id: string, body: unknown): Promise<unknown> =>
    shop.send("PATCH", `/v1/products/${id}`, body);

  describe("tours", () => {
    test("a new user signs in by the link, sees orders flow within ten seconds, and reads the story of one", async () => {
      const page = await open("/");
      await page.getByRole("button", { name: "Send sample orders" }).click();
      await page.getByRole("button", { name: "Send", exact: true }).click();
      const pressedAt = performance.now();
      await page.getByLabel(/^orders to checkout: [1-9]/).waitFor({ timeout: aliveMs });
      await page.getByText(/^of [1-9]\d* accepted$/).waitFor({ timeout: aliveMs });
      assert.ok(performance.now() - pressedAt < aliveMs);
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByRole("navigation", { name: "Pages" }).getByText("Orders").click();
      await page.getByRole("table", { name: "Orders" }).getByRole("link").first().click();
      await page.getByRole("heading", { name: /^Order \d+$/ }).waitFor();
      await event(page, "OrderPlaced").click();
      await page.getByRole("region", { name: "Event OrderPlaced" }).waitFor();
      await page.close();
    });

    test("an order is followed to its end, and the page is never loaded again", async (t) => {
      const mend = await shop.breakOutside(t, "provider", "true");
      const id = await shop.place([await shop.product()]);
      const page = await open(`/orders/${id}`);
      await page.getByText(/Checkout waits at authorize/).waitFor();
      await page.evaluate("globalThis.stillHere = true");
      await mend();
      for (const type of ["PaymentAuthorized", "ShipmentDispatched", "OrderCompleted"])
        await event(page, type).waitFor();
      await page.getByRole("main").getByText("completed", { exact: true }).first().waitFor();
      assert.equal(await page.evaluate("globalThis.stillHere"), true);
      await page.close();
    });

    test("a declined order says why it was cancelled, and its story has what was undone", async () => {
      const id = await shop.place([await shop.product()], { token: "tok_declined" });
      const page = await open(`/orders/${id}`);
      await page.getByText("payment declined", { exact: true }).first().waitFor();
      await page.getByText("Refused because").waitFor();
      for (const type of ["PaymentDeclined", "ReleaseRequested", "StockReleased", "OrderCancelled"])
        await event(page, type).waitFor();
      await accessible(page);
      await page.close();
    });

    test("who saves a product that somebody else has changed sees both values, and decides", async () => {
      const { id } = await productWith(await shop.product());
      const page = await open(`/catalogue/${id}`);
      await page.getByLabel("Name").fill("Mine");
      await page.getByLabel("Description").fill("Mine, too");
      await change(id, { name: "Theirs", weightGrams: 77 });
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Somebody else has changed this product").waitFor();
      const row = page.getByRole("row", { name: /^Name/ });
      await row.getByLabel("Mine").waitFor();
      await row.getByLabel("Theirs").check();
      await page
        .getByRole("row", { name: /^Weight/ })
        .getByLabel("77")
        .check();
      await accessible(page);
      await page.getByRole("button", { name: "Go on with this" }).click();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved as version 3").waitFor();
      assert.partialDeepStrictEqual(await shop.books.read(`/v1/products/${id}`), {
        name: "Theirs",
        description: "Mine, too",
        weightGrams: 77,
      });
      await page.close();
    });

    test("a product is archived and restored; nothing is archived on the ground of an old version", async () => {
      const sku = await shop.product();
      const { id } = await productWith(sku);
      const page = await open(`/catalogue/${id}`);
      const dialog = page.getByRole("dialog");
      const decide = async (verb: string): Promise<void> => {
        await dialog.getByLabel("Reason").fill("out of season");
        await dialog.getByRole("button", { name: verb }).click();
      };
      await page.getByRole("button", { name: "Archive" }).click();
      await change(id, { name: "Theirs" });
      await decide("Archive");
      await dialog.getByText(/Nothing was done/).waitFor();
      assert.partialDeepStrictEqual(await productWith(sku), { status: "active", name: "Theirs" });
      await dialog.getByRole("button", { name: "Back" }).click();
      await page.getByRole("heading", { name: "Theirs" }).waitFor();
      for (const [verb, status] of [
        ["Archive", "archived"],
        ["Restore", "active"],
      ] as const) {
        await page.getByRole("button", { name: verb }).click();
        await decide(verb);
        await dialog.getByRole("status").waitFor();
        assert.partialDeepStrictEqual(await productWith(sku), { status });
        await dialog.getByRole("button", { name: "Close" }).last().click();
      }
      await page.close();
    });

    test("a mail is sent again, once for two presses with one key, with its reason in the order's audit trail", async () => {
      const id = await shop.place([await shop.product()]);
      await shop.reached(id, "NotificationSent");
      const path = `/v1/notifications/ntf_${id.slice("ord_".length)}.placed`;
      const headers = { "idempotency-key": `twice-${id}` };
      const [one, other] = await Promise.all(
        [1, 2].map(() => waybill.call("POST", `${path}/resend`, { headers })),
      );
      assert.deepEqual([one!.status, other!.status], [202, 202]);
      assert.deepEqual(one!.body, other!.body);
      const page = await open(`/mail/${path.slice("/v1/notifications/".length)}`);
      const rows = page.getByRole("table", { name: "Deliveries" }).locator("tbody tr");
      await waybill.until(async () => (await rows.count()) === 2);
      await page.getByRole("button", { name: "Send again" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(/gets the mail "placed" once more/).waitFor();
      await dialog.getByLabel("Reason").fill("never arrived");
      await dialog.getByRole("button", { name: "Send again" }).click();
      await dialog.getByText("It is in the outbox once more.").waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await waybill.until(async () => (await rows.count()) === 3);
      await accessible(page);
      await page.goto(new URL(`/orders/${id}`, waybill.url).href);
      await event(page, "NotificationResent").waitFor();
      await page.getByText("Mail: placed, 3 deliveries").waitFor();
      await page.getByRole("cell", { name: "never arrived" }).waitFor();
      const key = await shop.stranger();
      assert.equal((await waybill.call("POST", `${path}/resend`, { key })).status, 404);
      await page.close();
    });
  });
}
