import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessible, type ConsoleShop } from "./console-shop.ts";

/** Notifications as customers get them. */
export function mailPages({ shop, open }: ConsoleShop): void {
  describe("mail", () => {
    test("comes in by itself and is shown as it arrives; a customer's name is never markup", async () => {
      const page = await open("/mail");
      const sku = await shop.product();
      const name = "<img src=x onerror=alert(1)>";
      const order = await shop.place([sku], {
        changes: { customer: { email: "ana@example.com", name } },
      });
      await shop.reached(order, "NotificationSent");
      await page.getByRole("cell", { name }).first().waitFor();
      await accessible(page);
      await page.goto(new URL(`/mail?order=${order}`, shop.waybill.url).href);
      await page.getByRole("link", { name: / placed$/ }).click();
      const mail = page.frameLocator("iframe");
      await mail.getByText(`Hello ${name},`).waitFor();
      assert.equal(await mail.locator("img").count(), 0);
      await accessible(page);
      await page.getByText("Text", { exact: true }).click();
      await page.getByLabel("Text part").getByText(`Hello ${name},`).waitFor();
      await page.close();
    });

    test("the document of a mail can run and load nothing, and another tenant has none", async () => {
      const { items } = await shop.books.read<{ items: { id: string }[] }>("/v1/notifications");
      const path = `/v1/notifications/${items[0]!.id}/html`;
      const answer = await fetch(new URL(path, shop.waybill.url), {
        headers: { authorization: `Bearer ${shop.waybill.apiKey}` },
      });
      assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
      const policy = answer.headers.get("content-security-policy") ?? "";
      assert.match(policy, /^sandbox; default-src 'none';/);
      const key = await shop.stranger();
      assert.equal((await shop.waybill.call("GET", path, { key })).status, 404);
    });
  });
}
