import { existsSync, mkdtempSync, realpathSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A temporary directory, its path without symbolic links. In memory where there is room: on a busy
 * disk the flushes of starting, making databases and stopping took 10 s of each test file.
 */
export function emptyDirectory(): string {
  const inMemory = "/dev/shm";
  const room = existsSync(inMemory) ? statfsSync(inMemory) : { bavail: 0, bsize: 0 };
  const base = room.bavail * room.bsize >= roomBytes ? inMemory : tmpdir();
  return realpathSync(mkdtempSync(join(base, "waybill-test-")));
}

/** Two files at a time, each with its tables and up to 3 GB of log in the worst case. */
const roomBytes = 8 * 1024 ** 3;
