import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "@waybill/kit/testing";
import pino from "pino";
import { Child } from "./child.ts";

// The system tells of the first by an event, and refuses the second at once.
for (const missing of ["/nowhere/node", "/etc/passwd/node"]) {
  test(`a process that cannot be started, as with ${missing} for Node, is tried again`, async (t) => {
    const real = process.execPath;
    t.after(() => {
      process.execPath = real;
    });
    const said: string[] = [];
    process.execPath = missing;
    const child = new Child({
      service: "nobody",
      process: "nobody-1",
      environment: () => ({}),
      log: pino({ level: "silent" }),
      line: (line) => said.push(line),
      at: () => undefined,
    });
    t.after(() => child.stop());
    await eventually("it to have failed", () => child.ends > 0);
    assert.match(child.lastLine, /^spawn .*ENO/);
    process.execPath = real;
    // There is no such service, which only one that runs can say.
    await eventually("it to run", () => said.some((line) => line.includes("nobody")));
  });
}
