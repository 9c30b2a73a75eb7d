#!/usr/bin/env -S node --max-semi-space-size=32 --heap-growing-percent=60
// Plain JavaScript, because it must start on whatever Node the shell finds. The sources need the
// Node that the root package.json pins; an older one hands over to that one.
//
// The limits on how the heap grows are for the server. Under full load it comes to 340 MiB with them, and
// at half of that, for ten minutes after an import, to 380. When the old objects may double from one
// collection to the next, that is 370, and 430 after ten minutes; with no bound on them and 64 MiB for
// young ones 540, which brings 3% more orders a second (measured). They count only at the start of a
// process.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const oldestMajor = 24;
const cli = new URL("../src/cli.ts", import.meta.url);

if (Number.parseInt(process.versions.node, 10) >= oldestMajor) {
  // Compiled sources in the system's directory for temporary files: a command starts in half the time.
  module.enableCompileCache();
  await import(cli.href);
} else {
  handOver();
}

function handOver() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const pinned = fileURLToPath(new URL(`../../../node_modules/node/bin/${name}`, import.meta.url));
  if (!existsSync(pinned)) {
    console.error(
      `waybill: this is Node ${process.versions.node}, and the pinned Node is not at ${pinned}. ` +
        `Run "npm install" in the repository, or use Node ${oldestMajor}.`,
    );
    process.exit(1);
  }
  const args = [...process.execArgv, fileURLToPath(cli), ...process.argv.slice(2)];
  const child = spawn(pinned, args, { stdio: "inherit" });
  child.on("error", (error) => {
    console.error(`waybill: cannot run ${pinned}: ${error.message}`);
    process.exit(1);
  });
  forwardSignals(child);
  child.on("exit", (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}

// A terminal sends its SIGINT and SIGHUP to the child too; passing them on would give it two.
function forwardSignals(child) {
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"]) {
    process.on(signal, () => {
      if (signal === "SIGTERM" || !process.stdin.isTTY) child.kill(signal);
    });
  }
}
