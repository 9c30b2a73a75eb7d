import assert from "node:assert/strict";
import { test } from "node:test";
import { recordedChart } from "./chart/chart.ts";
import { parseRecording } from "./read-recording.ts";

const line = (seconds: number, lag: number, replicas: number): string =>
  JSON.stringify({ seconds, at: 1, arrivals: 2, lag, oldestSeconds: 0, replicas, reason: "fixed" });

test("a recording is read as it was written, and drawn with a line for each service", () => {
  const mails = parseRecording(`${line(0, 3, 1)}\n${line(5, 400, 3)}\n`, "mails.jsonl");
  assert.deepEqual(mails, {
    name: "mails",
    points: [
      { seconds: 0, arrivals: 2, lag: 3, replicas: 1 },
      { seconds: 5, arrivals: 2, lag: 400, replicas: 3 },
    ],
  });
  const svg = recordedChart("A day", [mails, { ...mails, name: "orders" }]);
  assert.match(svg, />mails<.*>orders</s);
  assert.equal(svg.match(/class="line run1" d/g)?.length, 4);
});

test("what is no recording is refused with line and value", () => {
  const wrong: readonly (readonly [text: string, message: RegExp])[] = [
    ["", /x: it has no points/],
    [`${line(0, 0, 1)}\n{`, /x: line 2 is not JSON/],
    ['{"seconds":0,"arrivals":5}', /line 1: lag is undefined; it must be a number/],
  ];
  for (const [text, message] of wrong)
    assert.throws(() => parseRecording(text, "x"), { code: "trace-invalid", message });
});
