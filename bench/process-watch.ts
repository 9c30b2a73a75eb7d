import { childrenMemory } from "./process-memory.ts";

const everyMs = 5_000;

/** Looks every few seconds at how much memory each child of a process holds. */
export class ProcessWatch {
  /** The most that was seen, in MiB. */
  readonly #most = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#timer = setInterval(() => {
      for (const [name, mebibytes] of childrenMemory(pid)) {
        this.#most.set(name, Math.max(this.#most.get(name) ?? 0, mebibytes));
      }
    }, everyMs);
  }

  get mostMebibytes(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#most);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
