import {
  appendFileSync,
  chmodSync,
  createReadStream,
  existsSync,
  mkdtempSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const partitions = 64;
const bufferedCharacters = 64 * 1024;

/** A directory that only its owner can read: orders hold names and addresses. */
export class SpillDirectory {
  readonly path: string;
  readonly #removeOnExit = (): void => {
    rmSync(this.path, { recursive: true, force: true });
  };

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), "waybill-import-"));
    chmodSync(this.path, 0o700);
    process.once("exit", this.#removeOnExit);
  }

  remove(): void {
    process.off("exit", this.#removeOnExit);
    this.#removeOnExit();
  }
}

/**
 * Brings rows of one key together that lie anywhere in a file, in memory for a 64th of them: rows
 * are written to 64 files by a hash of their key, and each file is then read as a whole.
 */
export class Spill<Row> {
  readonly #prefix: string;
  readonly #buffers = Array.from({ length: partitions }, () => "");

  constructor(directory: SpillDirectory, name: string) {
    this.#prefix = join(directory.path, name);
  }

  add(key: string, row: Row): void {
    const partition = partitionOf(key);
    const text = `${this.#buffers[partition] ?? ""}${JSON.stringify([key, row])}\n`;
    this.#buffers[partition] = text;
    if (text.length > bufferedCharacters) this.#flush(partition);
  }

  /** The rows of each key, in the order in which they were added. */
  async *groups(): AsyncGenerator<readonly [key: string, rows: readonly Row[]]> {
    for (let partition = 0; partition < partitions; partition += 1) {
      this.#flush(partition);
      const rows = new Map<string, Row[]>();
      const path = this.#path(partition);
      if (!existsSync(path)) continue;
      for await (const line of createInterface({ input: createReadStream(path) })) {
        const [key, row] = JSON.parse(line) as [string, Row];
        const others = rows.get(key);
        if (others === undefined) rows.set(key, [row]);
        else others.push(row);
      }
      yield* rows;
    }
  }

  #flush(partition: number): void {
    const text = this.#buffers[partition] ?? "";
    if (text !== "") appendFileSync(this.#path(partition), text, { mode: 0o600 });
    this.#buffers[partition] = "";
  }

  #path(partition: number): string {
    return `${this.#prefix}-${partition}`;
  }
}

/** FNV-1a. */
function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
