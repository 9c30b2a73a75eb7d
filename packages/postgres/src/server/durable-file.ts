import { chmodSync, closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file that only its owner may read, so that a power cut leaves the old one or the new one,
 * and the new one once this has returned.
 */
export function writeDurably(path: string, text: string): void {
  const aside = `${path}.new`;
  writeSynced(aside, { text, flags: "w" });
  // One that was left behind keeps the rights that it had.
  chmodSync(aside, 0o600);
  renameSync(aside, path);
  syncDirectory(dirname(path));
}

/** Adds to a file that is there, and returns when that is on the disk. */
export function appendDurably(path: string, text: string): void {
  writeSynced(path, { text, flags: "a" });
}

/** Puts on the disk which files there are: a new name is lost in a power cut without it. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function writeSynced(path: string, { text, flags }: { text: string; flags: "w" | "a" }): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
