import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessible, type ConsoleShop } from "./console-shop.ts";

interface Movement {
  readonly kind: string;
  readonly location: string;
  readonly quantity: number;
  readonly after: {
    readonly available: number;
    readonly reserved: number;
    readonly shipped: number;
  };
}

interface Ledger {
  readonly items: readonly Movement[];
  readonly nextCursor: string | null;
}

/** The ledger of a SKU, and who holds what of it. */
export function stockPages({ shop, open }: ConsoleShop): void {
  const { waybill } = shop;

  const ledger = async (sku: string, query = ""): Promise<readonly string[]> => {
    const lines: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const page: Ledger = await shop.books.read<Ledger>(
        `/v1/stock/${sku}/movements?limit=2${query}${more}`,
      );
      for (const { kind, location, quantity, after } of page.items) {
        const { available, reserved, shipped } = after;
        lines.push(`${kind} ${quantity} ${location}: ${available}/${reserved}/${shipped}`);
      }
      cursor = page.nextCursor;
    }
    return lines;
  };

  describe("stock", () => {
    test("the ledger has each movement with the balance after it, over all pages, and at one location", async () => {
      const sku = await shop.product({ lisbon: 1, porto: 5 });
      const done = await shop.place([sku, sku]);
      await shop.reached(done, "OrderCompleted");
      await shop.send("POST", "/v1/stock/adjustments", {
        location: "porto",
        reason: "broken",
        lines: [{ sku, quantity: -1 }],
      });
      const shipment = await ledger(sku);
      assert.deepEqual(shipment.toReversed().slice(0, 2), [
        "received 1 lisbon: 1/0/0",
        "received 5 porto: 6/0/0",
      ]);
      assert.equal(shipment[0], "adjusted -1 porto: 3/0/2");
      assert.equal(
        shipment.filter((line) => line.startsWith("shipped")).length,
        (shipment.length - 3) >> 1,
      );
      assert.ok((await ledger(sku, "&location=lisbon")).at(-1)?.endsWith("lisbon: 1/0/0"));
      const key = await shop.stranger();
      assert.equal((await waybill.call("GET", `/v1/stock/${sku}/movements`, { key })).status, 404);
    });

    test("a count sets the level; the page says who holds units, and what was moved, by whom and why", async (t) => {
      const sku = await shop.product({ lisbon: 4 });
      const mend = await shop.breakOutside(t, "provider", "true");
      const holder = await shop.place([sku]);
      await shop.reached(holder, "StockReserved");
      const page = await open(`/stock/${sku}`);
      const held = page.getByRole("table", { name: /^Open reservations/ });
      await held.getByRole("link", { name: holder }).waitFor();
      await page.getByRole("button", { name: "Count" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Counted on the shelf").fill("7");
      await dialog
        .getByText("1 are reserved and stay so; 6 will be available", { exact: false })
        .waitFor();
      await dialog.getByLabel("Reason").fill("yearly count");
      await dialog.getByRole("button", { name: "Set to 7" }).click();
      await dialog.getByRole("status").waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      const row = page.getByRole("row", { name: /counted lisbon \+3 6 1 0 cnt_/ });
      await row.getByRole("cell", { name: "yearly count" }).waitFor();
      await row.getByRole("cell", { name: "development" }).waitFor();
      await accessible(page);
      await mend();
      await page.getByText("No order holds units of it.").waitFor();
      await page.getByRole("row", { name: /shipped lisbon 1 6 0 1/ }).waitFor();
      await page.close();
    });
  });
}
