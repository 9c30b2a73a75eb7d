import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { errorMessage } from "@waybill/kit";

const chunk = Buffer.alloc(1024 * 1024);

/** Why a drill cannot be done on this machine. */
export class NotHere extends Error {}

/**
 * A file system of its own, in memory, over an empty directory.
 * @throws {NotHere} where the process may not mount; the directory is gone then
 */
export function mountSmallDisk(directory: string, mebibytes: number): void {
  try {
    const options = `size=${mebibytes}m,mode=0755`;
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "waybill-crash", directory], {
      stdio: "pipe",
    });
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw new NotHere(`a small file system cannot be mounted: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

/** Also while something has files open there. */
export function unmount(directory: string): void {
  execFileSync("umount", ["-l", directory], { stdio: "pipe" });
}

/** Takes all that is left. @returns how to give it back */
export function fill(directory: string, name: string): () => void {
  const path = join(directory, name);
  const file = openSync(path, "w");
  try {
    for (let size = chunk.length; size > 0;) {
      try {
        writeSync(file, chunk, 0, size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
  return () => {
    rmSync(path, { force: true });
  };
}
