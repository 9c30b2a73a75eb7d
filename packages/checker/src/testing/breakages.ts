import assert from "node:assert/strict";
import { test } from "node:test";
import { Shop, found } from "./shop.ts";

/** What is broken, and what has to be found. */
export type Breakages = Readonly<
  Record<string, readonly [expected: string, breaking: (shop: Shop) => void]>
>;

/** A test for each breakage of a shop in which `ord_1` is completed and `ord_2` cancelled. */
export function testBreakages(check: string, breakages: Breakages): void {
  for (const [name, [expected, breaking]] of Object.entries(breakages)) {
    test(`${check} catches: ${name}`, async () => {
      const shop = new Shop();
      shop.completed("ord_1");
      shop.cancelled("ord_2");
      breaking(shop);
      const report = await shop.verify();
      assert.ok(
        found(report).includes(expected),
        `${expected} is not among ${found(report).join("; ")}`,
      );
      assert.equal(report.ok, false);
    });
  }
}
