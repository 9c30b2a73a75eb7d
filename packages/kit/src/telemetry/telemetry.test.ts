import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { Registry } from "prom-client";
import { Telemetry } from "./telemetry.ts";

test("the log of a failed message quotes nobody's address, key or card of its error", () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(line) });
  const telemetry = new Telemetry({ log, registry: new Registry() });
  const message = {
    source: "orders",
    position: 1,
    partition: 0,
    stream: "order-ord_1",
    version: 1,
    type: "OrderPlaced",
    schemaVersion: 1,
    data: {},
    meta: { tenant: "acme", correlationId: "c", causationId: "c", traceparent: "t" },
    time: 0,
    touches: [],
  };
  const error = new Error("no card 4242 4242 4242 4242 of ana@example.com, says wb_secret");
  telemetry.messageFailed({ service: "loyalty", consumer: "loyalty" }, message, error);
  const { msg } = JSON.parse(lines[0] ?? "{}") as { readonly msg?: string };
  assert.equal(msg, "handling failed: no card [number] of [e-mail], says [secret]");
});
