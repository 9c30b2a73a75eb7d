import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { completed } from "../outcomes.ts";
import { assertProblem } from "../problem.ts";
import { accessible, type ConsoleShop } from "./console-shop.ts";

const path = "/v1/ops/verifications";
/** What seems wrong in a running shop is looked at again for ten seconds. */
const runMs = 60_000;

interface Run {
  readonly id: string;
  readonly state: string;
  readonly startedBy: string | null;
  readonly checks: readonly {
    readonly id: string;
    readonly violations: readonly { readonly order: string | null }[];
    readonly notShown: number;
  }[];
}

/** The invariants, and what breaks them. Comes before tests that write into logs as strangers. */
export function proofPages({ shop, open }: ConsoleShop): void {
  const { waybill } = shop;
  const capturedTimes = (order: string, factor: number, captures: number) =>
    shop.books
      .database("provider")
      .query(
        `update payments set captured = captured * ${factor}, captures = ${captures} where order_id = $1`,
        [order],
      );

  describe("the proof", () => {
    test("names the order that breaks an invariant and leads there, and says so when all is mended", async () => {
      const order = await shop.place([await shop.product()]);
      await shop.expect(order, completed(1000));
      await capturedTimes(order, 2, 2);
      const page = await open("/proof");
      await page.getByRole("button", { name: "Verify now" }).click();
      await page.getByRole("region", { name: "Run under way" }).waitFor();
      await page.getByText("1 of the seven invariants does not hold").waitFor({ timeout: runMs });
      await accessible(page);
      await page.goto(new URL("/", waybill.url).href);
      await page.getByRole("link", { name: "See what breaks them" }).click();
      const money = page.getByRole("list", { name: "What breaks “The money is right”" });
      await money.getByRole("link", { name: order }).first().click();
      await page.waitForURL(`**/orders/${order}`);
      await capturedTimes(order, 0.5, 1);
      await page.goBack();
      await page.getByRole("button", { name: "Verify now" }).click();
      await page.getByText("All seven invariants hold").waitFor({ timeout: runMs });
      const history = page.getByRole("region", { name: "History of runs" });
      await history.getByRole("link", { name: /^broken, / }).click();
      await page.getByText("1 of the seven invariants does not hold").waitFor();
      await page.close();
    });

    test("shows another tenant that something is broken, and nothing of whom", async () => {
      const { items } = await shop.books.read<{ items: Run[] }>(path);
      const broken = items.find(({ state }) => state === "broken")!;
      const key = await shop.stranger();
      const { body } = await waybill.call("GET", `${path}/${broken.id}`, { key });
      const found = body as Run;
      const money = found.checks.find(({ id }) => id === "C")!;
      assert.deepEqual(money.violations, []);
      assert.ok(money.notShown > 0);
      assert.equal(found.startedBy, null);
      assertProblem(await waybill.call("POST", path, { key }), "403 forbidden");
    });

    test("one run at a time: who asks meanwhile is given that one", async () => {
      const asked = await Promise.all([waybill.call("POST", path), waybill.call("POST", path)]);
      const [first, second] = asked.map(({ body }) => (body as Run).id);
      assert.equal(first, second);
      await waybill.until(
        async () => (await shop.books.read<Run>(`${path}/${first}`)).state === "passed",
        runMs,
      );
    });

    test("a run whose server was killed is shown as interrupted, and keeps no other from starting", async () => {
      await shop.books.database("platform").query(
        `insert into verifications (id, tenant, key_id, state, started_at, seen_at)
         values ('vrf_0lost', 'dev', 'key_gone', 'running', now() - interval '1 hour', now() - interval '1 hour')`,
      );
      const page = await open("/proof?run=vrf_0lost");
      await page.getByText("This run was interrupted").waitFor();
      await page.close();
      const { status, body } = await waybill.call("POST", path);
      assert.equal(status, 202);
      await waybill.until(
        async () => (await shop.books.read<Run>(`${path}/${(body as Run).id}`)).state === "passed",
        runMs,
      );
    });

    test("has seven invariants in words at 390 pixels, in the dark", async () => {
      const page = await open("/proof", { width: 390, dark: true });
      await page.getByText("last proven").first().waitFor();
      assert.equal(await page.getByText("last proven").count(), 7);
      const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      assert.equal(overflow, 0);
      await accessible(page);
      await page.close();
    });
  });
}
