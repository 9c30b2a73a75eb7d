import assert from "node:assert/strict";
import { test } from "node:test";
import pino from "pino";
import { ownName } from "./own-name.ts";

test("a line names one service: its own where it has one, else the process's", () => {
  const lines: string[] = [];
  const write = (line: string): void => {
    lines.push(line);
  };
  const log = pino({ base: { process: "p1" }, ...ownName("waybill") }, { write });
  log.info("whole");
  log.info({ service: "orders" }, "by field");
  log.child({ service: "payments" }).info("by binding");
  assert.deepEqual(
    lines.map((line) => line.match(/"service":"\w+"/g)),
    [['"service":"waybill"'], ['"service":"orders"'], ['"service":"payments"']],
  );
  assert.ok(lines.every((line) => line.includes('"process":"p1"')));
});
