import { createWriteStream, openSync, type WriteStream } from "node:fs";
import { Terminal, errorMessage } from "@waybill/kit";
import { Unusable } from "../failure.ts";
import type { Shot } from "./order-shot.ts";

const bufferedCharacters = 64 * 1024;

/**
 * Writes down, outside the system, what was asked and what was answered: a line of JSON when a
 * request starts and one when it ends, with the time in milliseconds of a clock that never goes
 * back. A request whose end is missing was under way when this process ended: its outcome is unknown.
 *
 * ```
 * {"at":12.3,"event":"start","key":"…","body":"<sha256, 16 digits>"}
 * {"at":15.9,"event":"end","key":"…","answer":"ok|refused|unknown","status":202,"code":"","orderId":"ord_…"}
 * ```
 */
export class Recorder {
  readonly #file: WriteStream | undefined;
  #buffer = "";
  #failure: Error | undefined;

  /**
   * @param path undefined: records nothing
   * @throws {Unusable} `record-unwritable`
   */
  constructor(path: string | undefined) {
    if (path === undefined) return;
    this.#file = createWriteStream(path, { fd: opened(path) }).on("error", (error) => {
      this.#failure = error;
    });
    const origin = performance.timeOrigin;
    this.#write({ at: performance.now(), event: "run", clockOriginMs: origin });
  }

  get records(): boolean {
    return this.#file !== undefined;
  }

  start(key: string, bodyHash: string): void {
    if (this.#file === undefined) return;
    this.#write({ at: performance.now(), event: "start", key, body: bodyHash });
  }

  end(key: string, { answer, status, code, orderId }: Shot): void {
    if (this.#file === undefined) return;
    this.#write({ at: performance.now(), event: "end", key, answer, status, code, orderId });
  }

  cancelled(orderId: string, status: number): void {
    if (this.#file === undefined) return;
    this.#write({ at: performance.now(), event: "cancel", orderId, status });
  }

  /** @throws Terminal `record-unwritable` when not all of it was written */
  async close(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    file.write(this.#buffer);
    await new Promise<void>((resolve) => {
      file.end(resolve);
    });
    if (this.#failure === undefined) return;
    const message = `the record is incomplete: ${this.#failure.message}`;
    throw new Terminal("record-unwritable", message, { cause: this.#failure });
  }

  #write(event: object): void {
    this.#buffer += `${JSON.stringify(event)}\n`;
    if (this.#buffer.length < bufferedCharacters) return;
    this.#file?.write(this.#buffer);
    this.#buffer = "";
  }
}

function opened(path: string): number {
  try {
    return openSync(path, "w");
  } catch (cause) {
    const message = `cannot write ${path}: ${errorMessage(cause)}; give another file with --record`;
    throw new Unusable("record-unwritable", message, { cause });
  }
}
