import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";

/** A connection whose bytes the test writes itself. */
export class RawConnection {
  readonly #socket: Socket;
  #text = "";
  #changed: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => {
      this.#text += chunk.toString("latin1");
      this.#changed();
    });
    socket.on("close", () => this.#changed()).on("error", () => this.#changed());
  }

  static async open(context: TestContext, url: string): Promise<RawConnection> {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    context.after(() => socket.destroy());
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  get isClosed(): boolean {
    return this.#socket.closed;
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  /** Takes what has come up to the end of the first match. @throws Error when the connection ends before that */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.#text);
      if (match !== null) {
        const taken = this.#text.slice(0, match.index + match[0].length);
        this.#text = this.#text.slice(taken.length);
        return taken;
      }
      if (this.isClosed) throw new Error(`the connection ended after ${this.#text}`);
      await this.#more();
    }
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await this.#more();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}
