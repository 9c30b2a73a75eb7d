import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { runCommand } from "./testing/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-scale-"));
after(() => {
  rmSync(folder, { recursive: true });
});
const trace = join(folder, "load.csv");
writeFileSync(trace, "seconds,arrivals\n0,50\n60,300\n360,50\n420,50\n");

const run = (...args: readonly string[]) => runCommand(["scale", "simulate", ...args]);

suite("waybill scale simulate", () => {
  test("shows policies side by side, and as JSON with the course over time", async () => {
    const { code, out } = await run(trace, "--service-rate", "100");
    assert.equal(code, 0);
    assert.match(out, /\ndefault .*\nfixed-1 .*\nfixed-max .*\nby-hand /);
    const json = await run(trace, "--service-rate", "100", "--policy", "fixed-2", "--json");
    const { runs } = JSON.parse(json.out) as {
      runs: { policy: string; sums: { worstLag: number }; series: unknown[] }[];
    };
    assert.equal(runs.length, 1);
    assert.equal(runs[0]!.policy, "fixed-2");
    assert.equal(runs[0]!.sums.worstLag, 30_000);
    assert.equal(runs[0]!.series.length, 480);
  });

  test("draws a chart, or says why it cannot", async () => {
    const chart = join(folder, "chart.svg");
    assert.equal((await run(trace, "--service-rate", "100", "--chart", chart)).code, 0);
    assert.match(readFileSync(chart, "utf8"), /^<svg .*<\/svg>\n$/s);
    const refused = await run(
      trace,
      "--service-rate",
      "100",
      "--chart",
      join(folder, "no", "c.svg"),
    );
    assert.equal(refused.code, 2);
    assert.match(refused.error, /\[chart-unwritable\]/);
  });

  test("refuses with the code and what to do", async () => {
    assert.match((await run(trace)).error, /give --service-rate .*\[service-rate-missing\]/);
    const unknown = await run(trace, "--policy", "most");
    assert.equal(unknown.code, 2);
    assert.match(unknown.error, /"most" is no policy .*\[policy-unreadable\]/);
    assert.match((await run(join(folder, "none.csv"))).error, /\[trace-unreadable\]/);
  });
});
