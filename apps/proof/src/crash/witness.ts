import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const text = "kept".repeat(16_384);

/** Two files that tell whether a power cut was one: the first has to be there after it, the second must not. */
export class Witnesses {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Writes and syncs the first. */
  static plant(inDirectory: string, number: number): Witnesses {
    const directory = join(inDirectory, `witness-${number}`);
    mkdirSync(directory);
    const witnesses = new Witnesses(directory);
    witnesses.#write("synced", true);
    sync(directory);
    sync(inDirectory);
    return witnesses;
  }

  /** Writes the second, and leaves it to the system when it gets to the disk. */
  leaveUnsynced(): void {
    this.#write("unsynced", false);
  }

  get isSyncedThere(): boolean {
    return this.#isWhole("synced");
  }

  get isUnsyncedThere(): boolean {
    return this.#isWhole("unsynced");
  }

  #write(name: string, isSynced: boolean): void {
    const file = openSync(join(this.#directory, name), "w");
    try {
      writeSync(file, text);
      if (isSynced) fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  #isWhole(name: string): boolean {
    try {
      return readFileSync(join(this.#directory, name), "utf8") === text;
    } catch {
      return false;
    }
  }
}

function sync(directory: string): void {
  const file = openSync(directory, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
