import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { end, firstLine, isRunning, ownEnvironment } from "../../child-process.ts";
import type { Shop } from "../shop.ts";

const program = fileURLToPath(new URL("../../../../waybill/bin/waybill.js", import.meta.url));
const startMs = 240_000;
/** As the supervisor has it: halves the time that a start takes of the processor. */
const compileCache = fileURLToPath(
  new URL("../../../../../node_modules/.cache/waybill/", import.meta.url),
);

/** One more process of a service beside those of the supervisor: `waybill run`, as a cluster would start it. */
export class FurtherProcess {
  readonly service: string;
  /** Resolves when it has joined; rejects when it ends before. */
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;

  constructor(shop: Shop, service: string) {
    this.service = service;
    this.#child = spawn(process.execPath, [program, "run", service], {
      env: ownEnvironment(shop.dataDir, {
        NODE_COMPILE_CACHE: compileCache,
        WAYBILL_LOG: "warn",
        WAYBILL_GATEWAY: shop.server.url,
        ...shop.environment,
      }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (this.#child.stderr !== null)
      createInterface({ input: this.#child.stderr }).on("line", (line) =>
        shop.processes.note(line),
      );
    this.ready = firstLine(this.#child, startMs).then(() => undefined);
    this.ready.catch(() => undefined);
  }

  get isRunning(): boolean {
    return isRunning(this.#child);
  }

  /** In order: it gives back what it has. @returns its exit code */
  async stop(): Promise<number | null> {
    await end(this.#child, "SIGTERM");
    return this.#child.exitCode;
  }

  kill(): Promise<void> {
    return end(this.#child, "SIGKILL");
  }
}
