import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { errorMessage } from "@waybill/kit";
import { Unusable } from "../failure.ts";

export interface Reject {
  readonly orderId: string;
  readonly reason: string;
  readonly detail: string;
}

/** One line of JSON for each order that was not placed. Each run writes the file anew. */
export class RejectsFile {
  readonly path: string;
  readonly #file: number;

  /** @throws Terminal `rejects-unwritable` */
  constructor(path: string) {
    this.path = path;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.#file = openSync(path, "w");
    } catch (cause) {
      throw new Unusable(
        "rejects-unwritable",
        `cannot write ${path}: ${errorMessage(cause)}; give another file with --rejects`,
        { cause },
      );
    }
  }

  add(reject: Reject): void {
    writeSync(this.#file, `${JSON.stringify(reject)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}
