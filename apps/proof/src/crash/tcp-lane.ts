import type { Socket } from "node:net";

/** One direction of a connection. */
export class Lane {
  /** Sees each piece before it is passed on. */
  watch: (chunk: Buffer) => void = () => undefined;
  readonly #to: Socket;
  #mode: "pass" | "hold" | "drop" = "pass";
  #held: Buffer[] = [];
  #emptied: (() => void)[] = [];

  constructor(from: Socket, to: Socket) {
    this.#to = to;
    from.on("data", (chunk: Buffer) => {
      this.watch(chunk);
      this.#take(chunk);
      if (to.writableNeedDrain) {
        from.pause();
        to.once("drain", () => from.resume());
      }
    });
  }

  get heldBytes(): number {
    return this.#held.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** Whether this is among what is held. */
  holds(text: string): boolean {
    return Buffer.concat(this.#held).includes(text);
  }

  /** Keeps what comes until `release`. */
  hold(): void {
    this.#mode = "hold";
  }

  /** Loses what comes from now on. */
  drop(): void {
    this.#mode = "drop";
  }

  /** Delivers what was held, in its order, and passes on what comes. */
  release(): void {
    this.#mode = "pass";
    for (const chunk of this.#held) this.#to.write(chunk);
    this.#held = [];
    for (const done of this.#emptied) done();
    this.#emptied = [];
  }

  /** Resolves when nothing waits here for its delivery. */
  emptied(): Promise<void> {
    if (this.#mode !== "hold") return Promise.resolve();
    return new Promise((resolve) => this.#emptied.push(resolve));
  }

  #take(chunk: Buffer): void {
    if (this.#mode === "hold") this.#held.push(chunk);
    else if (this.#mode === "pass" && !this.#to.destroyed) this.#to.write(chunk);
  }
}
