import { setTimeout as delay } from "node:timers/promises";
import type { Child } from "./child.ts";
import type { Told } from "./parent-process.ts";

/** One that does not answer in this time has other troubles; what it would be sent is refused by whoever is gone. */
const answerMs = 2_000;
/** Lines that are held until there is a gateway. */
const heldLines = 500;

/** The supervisor's way to the gateway: which processes there are, and lines for the console. */
export class GatewayLink {
  #child: Child | undefined;
  #services: ReadonlyMap<string, readonly string[]> = new Map();
  #revision = 0;
  #isUp = false;
  readonly #lines: string[] = [];
  readonly #waiting = new Map<number, () => void>();

  /** The process that is the gateway, however often it is started again. */
  set child(child: Child) {
    this.#child = child;
  }

  /** It has begun to serve, or it has ended. One that is new knows of nothing. */
  is(up: boolean): void {
    this.#isUp = up;
    if (!up) return;
    void this.use(this.#services);
    for (const line of this.#lines.splice(0)) this.line(line);
  }

  heard(told: Told): void {
    if ("using" in told) this.#waiting.get(told.using)?.();
  }

  /** From now on these are the processes. Resolves when the gateway sends nothing more to others. */
  async use(services: ReadonlyMap<string, readonly string[]>): Promise<void> {
    this.#services = services;
    if (!this.#isUp) return;
    const revision = ++this.#revision;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(revision, resolve);
    this.#child?.tell({ services: [...services], revision });
    await Promise.race([promise, delay(answerMs, undefined, { ref: false })]);
    this.#waiting.delete(revision);
  }

  /** Of the supervisor's log: a gateway that starts again has forgotten those before. */
  line(line: string): void {
    if (this.#isUp) this.#child?.tell({ line });
    else if (this.#lines.length < heldLines) this.#lines.push(line);
  }
}
