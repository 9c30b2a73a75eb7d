import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { BackgroundProcess } from "./background-process.ts";

describe("a background process", () => {
  let directory = "";
  let markFile = "";
  const ignoresTerm = [
    "-e",
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');",
  ];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "waybill-brokers-"));
    markFile = join(directory, "process.json");
  });
  afterEach(async () => {
    await new BackgroundProcess(markFile).kill();
    rmSync(directory, { recursive: true });
  });

  async function started(args: readonly string[]): Promise<number> {
    const server = new BackgroundProcess(markFile);
    await server.start({ command: process.execPath, args, logFile: join(directory, "log") });
    assert.ok(server.pid);
    return server.pid;
  }

  /** As soon as there is some. */
  async function output(): Promise<string> {
    for (;;) {
      const text = readFileSync(join(directory, "log"), "utf8");
      if (text !== "") return text;
      await delay(10);
    }
  }

  it("is found again by its file, and not started twice", async () => {
    const pid = await started(["-e", "setInterval(() => {}, 1000)"]);
    assert.equal(new BackgroundProcess(markFile).pid, pid);
    assert.equal(await started(["-e", ""]), pid);
    assert.equal(await new BackgroundProcess(markFile).stop(5000), true);
    assert.equal(new BackgroundProcess(markFile).pid, undefined);
  });

  it("is killed when it does not end by itself", async () => {
    await started(ignoresTerm);
    assert.equal(await output(), "up\n");
    assert.equal(await new BackgroundProcess(markFile).stop(300), false);
    assert.equal(new BackgroundProcess(markFile).pid, undefined);
  });

  it("is none when the file is old: gone, unreadable, or its pid is another program's by now", async () => {
    const pid = await started(ignoresTerm);
    const mark = readFileSync(markFile, "utf8");
    for (const old of [
      "",
      "{}",
      JSON.stringify({ pid, start: "1" }),
      '{"pid":999999999,"start":"1"}',
    ]) {
      writeFileSync(markFile, old);
      const other = new BackgroundProcess(markFile);
      assert.equal(other.pid, undefined);
      assert.equal(await other.stop(100), true);
      writeFileSync(markFile, mark);
      assert.equal(new BackgroundProcess(markFile).pid, pid);
    }
  });

  it("writes its output to a log, and does not inherit what marks the children of a test run", async () => {
    process.env["WAYBILL_MARK_OF_TESTS"] = "yes";
    try {
      await started([
        "-e",
        "console.log(process.env.WAYBILL_MARK_OF_TESTS ?? 'none'); setInterval(() => {}, 9)",
      ]);
      assert.equal(await output(), "none\n");
    } finally {
      delete process.env["WAYBILL_MARK_OF_TESTS"];
    }
  });

  it("says that a program is not there", async () => {
    await assert.rejects(
      new BackgroundProcess(markFile).start({
        command: "no-such-program",
        args: [],
        logFile: join(directory, "log"),
      }),
      /no-such-program/,
    );
  });
});
