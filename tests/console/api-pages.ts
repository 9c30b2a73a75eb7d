import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertProblem } from "../problem.ts";
import { accessible, type ConsoleShop } from "./console-shop.ts";

const path = "/v1/ops/keys";

interface Key {
  readonly id: string;
  readonly name: string;
  readonly own: boolean;
  readonly lastUsedAt: string | null;
}

/** Keys, and the documents of the API. */
export function apiPages({ shop, open }: ConsoleShop): void {
  const { waybill } = shop;
  const keys = async (): Promise<readonly Key[]> =>
    (await shop.books.read<{ items: Key[] }>(path)).items;

  describe("keys", () => {
    test("one is made, shown once, works, and ends when it is revoked", async () => {
      const page = await open("/api");
      await page.getByRole("button", { name: "New key" }).click();
      await page.getByRole("textbox", { name: "Name" }).fill("<b>till</b>");
      await page.getByRole("button", { name: "Make the key" }).click();
      const key = await page.getByLabel("The key", { exact: true }).innerText();
      assert.match(key, /^wb_[\w-]{43}$/);
      await accessible(page);
      await page
        .getByRole("dialog")
        .getByRole("button", { name: "Close", exact: true })
        .last()
        .click();
      assert.equal((await waybill.call("GET", "/v1/orders", { key })).status, 200);
      const used = (await keys()).find(({ name }) => name === "<b>till</b>");
      assert.ok(used?.lastUsedAt);
      await page.reload();
      await page.getByRole("cell", { name: "<b>till</b>", exact: true }).waitFor();
      assert.ok(!(await page.content()).includes(key));
      await accessible(page);
      await page.getByRole("button", { name: "Revoke <b>till</b>" }).click();
      await page.getByRole("textbox", { name: "Reason" }).fill("it was a test");
      await page.getByRole("button", { name: "Revoke", exact: true }).last().click();
      await page.getByText("<b>till</b> is revoked.").waitFor();
      await waybill.until(
        async () => (await waybill.call("GET", "/v1/orders", { key })).status === 401,
      );
      const audit = await shop.books.read("/v1/ops/audit");
      const text = JSON.stringify(audit);
      assert.ok(text.includes("createKey") && text.includes("it was a test"));
      assert.ok(!text.includes(key) && !waybill.log.join("\n").includes(key));
      await page.close();
    });

    test("one's own is not revoked by mistake", async () => {
      const own = (await keys()).find((key) => key.own)!;
      assertProblem(await waybill.call("DELETE", `${path}/${own.id}`), "409 key-is-own");
      const page = await open("/api?view=keys");
      await page.getByRole("button", { name: `Revoke ${own.name}` }).click();
      await page.getByText("This is the key that you signed in with.").waitFor();
      await page.getByRole("textbox", { name: "Reason" }).fill("none");
      const button = page.getByRole("button", { name: "Revoke", exact: true }).last();
      assert.equal(await button.isDisabled(), true);
      await page.close();
      const { id, key } = await shop.key("admin");
      assert.equal((await waybill.call("DELETE", `${path}/${id}?own=true`, { key })).status, 204);
    });

    test("are for administrators, and of their own tenant only", async () => {
      const operator = await shop.key("operator");
      const rival = await shop.key("admin", undefined, "rival");
      const { key } = rival;
      for (const method of ["GET", "POST"]) {
        const body = method === "GET" ? {} : { body: { name: "n", role: "admin" } };
        assertProblem(
          await waybill.call(method, path, { key: operator.key, ...body }),
          "403 forbidden",
        );
      }
      const { body } = await waybill.call("GET", path, { key });
      assert.deepEqual(
        (body as { items: Key[] }).items.map(({ id }) => id),
        [rival.id],
      );
      assertProblem(
        await waybill.call("DELETE", `${path}/${operator.id}`, { key }),
        "404 not-found",
      );
      const page = await open("/api", { key: operator.key });
      await page.frameLocator("iframe").getByRole("heading", { name: "Operations" }).waitFor();
      assert.equal(await page.getByText("Keys", { exact: true }).count(), 0);
      await page.close();
    });

    test("a customer's key needs the customer, and no other may name one", async () => {
      const make = (body: unknown) => waybill.call("POST", path, { body });
      assertProblem(await make({ name: "n", role: "customer" }), "422 key-customer-mismatch");
      const other = { name: "n", role: "admin", customer: "ana@example.com" };
      assertProblem(await make(other), "422 key-customer-mismatch");
    });
  });

  describe("the documents", () => {
    test("say of a topic who announces it, who hears it, and what is in its messages", async () => {
      const page = await open("/api?view=events", { width: 390, dark: true });
      const frame = page.frameLocator("iframe");
      await frame.getByRole("heading", { name: "orders.created" }).waitFor();
      await frame
        .getByText(/^Announced by orders, heard by .*inventory/)
        .first()
        .waitFor();
      await frame.getByText("OrderPlaced", { exact: true }).click();
      await frame.locator("#OrderPlaced").getByText("lines[].sku").waitFor();
      await frame.locator("#OrderPlaced").getByText('"type": "OrderPlaced"').waitFor();
      await accessible(page);
      await page.goto(new URL("/docs/events", waybill.url).href);
      await page.getByRole("heading", { name: "orders.created" }).waitFor();
      await accessible(page);
      await page.goto(new URL("/docs#placeOrder", waybill.url).href);
      await page.locator("#placeOrder[open]").waitFor();
      await accessible(page);
      await page.close();
    });
  });
}
