import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { WaybillError } from "@waybill/kit";
import { parseTrace, readTrace } from "./read-trace.ts";
import { TraceReader } from "./trace.ts";

const csv = "seconds,arrivals,serviceRate\n100,10,5\n160,20,\n";

test("CSV with names, CSV without and JSON lines say the same", () => {
  const wanted = {
    points: [
      { seconds: 0, arrivals: 10, serviceRate: 5 },
      { seconds: 60, arrivals: 20 },
    ],
    endSeconds: 120,
  };
  assert.deepEqual(parseTrace(csv, "t.csv"), wanted);
  assert.deepEqual(parseTrace("# load\n100,10,5\n160,20\n", "t.csv"), wanted);
  assert.deepEqual(parseTrace("arrivals,seconds,serviceRate\n10,100,5\n20,160\n", "t"), wanted);
  const json = '{"seconds":100,"arrivals":10,"serviceRate":5}\n\n{"seconds":160,"arrivals":20}\n';
  assert.deepEqual(parseTrace(json, "t.jsonl"), wanted);
});

test("a point holds until the next one, and a single point for an hour", () => {
  const reader = new TraceReader(parseTrace(csv, "t.csv"));
  assert.deepEqual(
    [0, 59.9, 60, 500].map((seconds) => reader.at(seconds).arrivals),
    [10, 10, 20, 20],
  );
  assert.equal(parseTrace("0,1\n", "t.csv").endSeconds, 3_600);
});

suite("what is wrong is named with its line:", () => {
  const examples: readonly (readonly [text: string, message: RegExp])[] = [
    ["", /no points/],
    ["seconds,arrivals\n", /no points/],
    ["time,load\n1,2\n", /columns are time, load; needed are seconds and arrivals/],
    ["0,1\n0,2\n", /line 2: seconds is 0; it must be over 0/],
    ["0,1\n5,-2\n", /line 2: arrivals is -2/],
    ["0,1\n5,x\n", /line 2: arrivals is NaN/],
    ["0\n", /line 1: arrivals is undefined/],
    ["0,1,0\n", /line 1: serviceRate is 0/],
    ["0,1e400\n", /line 1: arrivals is Infinity/],
    ['{"seconds":0,"arrivals":"1"}', /line 1: arrivals is 1/],
    ['{"seconds":0,"arrivals":1}\n{', /line 2 is not JSON/],
    ['{"seconds":0,"arrivals":1}\nnull', /line 2: seconds is undefined/],
    ["0,1\n9999999,1\n", /the most is 2678400 s \(31 days\)/],
    ['"0,1\n', /Quote/],
  ];
  for (const [text, message] of examples) {
    test(JSON.stringify(text), () => {
      assert.throws(
        () => parseTrace(text, "t.csv"),
        (error) =>
          error instanceof WaybillError &&
          error.code === "trace-invalid" &&
          message.test(error.message),
      );
    });
  }
});

test("a file that is not there is said to be unreadable", () => {
  assert.throws(() => readTrace("/nowhere/load.csv"), { code: "trace-unreadable" });
});

test("the example has a spike of five times what it has around it", () => {
  const { points, endSeconds } = readTrace(
    new URL("examples/day-with-spike.csv", import.meta.url).pathname,
  );
  assert.equal(endSeconds, 86_400);
  const spike = points.findIndex(({ seconds }) => seconds === 20.5 * 3_600);
  const ratio = points[spike]!.arrivals / points[spike - 1]!.arrivals;
  assert.ok(ratio > 4.9 && ratio < 5.2, `${ratio}`);
});
