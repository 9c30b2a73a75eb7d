import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { CuttableDisk, type FileSystem } from "./cuttable-disk.ts";
import { killProcessesIn } from "./processes-in.ts";
import { NotHere } from "./small-disk.ts";
import { WaybillServer } from "./waybill-server.ts";
import { Witnesses } from "./witness.ts";

async function onDisk(
  context: TestContext,
  fileSystem: FileSystem,
  use: (directory: string, disk: CuttableDisk) => Promise<void>,
): Promise<void> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "waybill-cut-")));
  let disk: CuttableDisk;
  try {
    disk = CuttableDisk.open(directory, fileSystem);
  } catch (error) {
    assert.ok(error instanceof NotHere, String(error));
    context.skip(error.message);
    return;
  }
  try {
    await use(directory, disk);
  } finally {
    await killProcessesIn(directory);
    await disk.remove();
    rmSync(directory, { recursive: true, force: true });
  }
}

for (const fileSystem of ["ext4", "xfs"] as const) {
  test(`on ${fileSystem} a cut takes what was not synced, and nothing else`, async (context) => {
    await onDisk(context, fileSystem, async (directory, disk) => {
      const witnesses = Witnesses.plant(directory, 1);
      witnesses.leaveUnsynced();
      assert.ok(witnesses.isUnsyncedThere);
      disk.cut();
      await disk.remount();
      assert.ok(witnesses.isSyncedThere);
      assert.ok(!witnesses.isUnsyncedThere);
    });
  });
}

test("a power cut right after the first start leaves a shop that starts, with its key", async (context) => {
  await onDisk(context, "ext4", async (directory, disk) => {
    const server = new WaybillServer({
      dataDir: join(directory, "data"),
      environment: { TMPDIR: disk.besides },
    });
    await server.start();
    const { apiKey } = server;
    disk.cut();
    await server.kill();
    await killProcessesIn(directory);
    await disk.remount();
    await server.start();
    assert.equal(server.apiKey, apiKey);
    await server.stop();
  });
});
