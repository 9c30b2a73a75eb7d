import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { startWaybill } from "./waybill-process.ts";

const page = new URL("../docs/add-a-service.md", import.meta.url);

test("the service of docs/add-a-service.md, word for word, gives points for orders", async (t) => {
  const code = /```ts\n([\s\S]*?)```/.exec(readFileSync(page, "utf8"))?.[1];
  assert.ok(code !== undefined, "the page has no code");
  assert.ok(
    code.split("\n").filter((line) => line.trim() !== "").length <= 50,
    "the example has grown past 50 lines",
  );
  const file = new URL(`./loyalty-${process.pid}.ts`, import.meta.url);
  writeFileSync(file, code);
  t.after(() => {
    rmSync(file);
  });
  const waybill = await startWaybill(t, { arguments: ["--with", file.pathname] });
  const order = await waybill.placeOrder({ lines: [{ sku: "MUG-BLUE", quantity: 2 }] });
  assert.equal(order.status, 202);
  await waybill.until(async () => {
    const { body } = await waybill.call("GET", "/v1/loyalty/ana@example.com");
    return (body as { points: number }).points === 25;
  });
});
