import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { AnswerReader, type HttpAnswer } from "./answer-reader.ts";

/** What became of a request. */
export type Outcome =
  | { readonly answer: HttpAnswer }
  | { readonly failure: string; readonly wasSent: boolean };

export interface Endpoint {
  readonly url: URL;
  /** How long a connection waits for its answer, or for its next request. */
  readonly timeoutMs: number;
}

/**
 * A kept-alive connection for one request at a time. Bytes in, bytes out: a general client of HTTP takes three
 * times the processor for a request, which a generator on the server's machine takes from the server.
 */
export class OrderConnection {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  readonly #gone: (connection: OrderConnection) => void;
  #done: ((outcome: Outcome) => void) | undefined;
  #isOpen = false;
  #isGone = false;

  /** @param gone called once, when it can carry no request any more */
  constructor({ url, timeoutMs }: Endpoint, gone: (connection: OrderConnection) => void) {
    this.#gone = gone;
    const isTls = url.protocol === "https:";
    const host = url.hostname.replaceAll(/^\[|\]$/g, "");
    const port = Number(url.port || (isTls ? 443 : 80));
    this.#socket = isTls
      ? connectTls({ host, port, servername: host, ALPNProtocols: ["http/1.1"] })
      : connect({ host, port });
    this.#socket
      .setNoDelay(true)
      .setTimeout(timeoutMs)
      .once(isTls ? "secureConnect" : "connect", () => {
        this.#isOpen = true;
      })
      .on("data", (chunk: Buffer) => {
        this.#take(() => this.#reader.read(chunk));
      })
      .once("end", () => {
        this.#take(() => this.#reader.end());
      })
      .once("timeout", () => {
        this.#fail("ETIMEDOUT");
      })
      .once("error", (error: NodeJS.ErrnoException) => {
        this.#fail(error.code ?? error.name);
      })
      .once("close", () => {
        this.#fail("ECONNRESET");
      });
  }

  /** Only when the last one is done. @param request head and body */
  send(request: string, done: (outcome: Outcome) => void): void {
    this.#done = done;
    this.#socket.write(request);
  }

  close(): void {
    this.#fail("closed");
  }

  #take(read: () => HttpAnswer | undefined): void {
    let answer: HttpAnswer | undefined;
    try {
      answer = read();
    } catch {
      this.#fail("not-http");
      return;
    }
    if (answer === undefined) return;
    const done = this.#done;
    this.#done = undefined;
    if (answer.isLast || done === undefined) this.#fail("closed");
    done?.({ answer });
  }

  /** Ends the connection; a request on it has failed. */
  #fail(failure: string): void {
    if (this.#isGone) return;
    this.#isGone = true;
    const done = this.#done;
    this.#done = undefined;
    this.#socket.destroy();
    this.#gone(this);
    done?.({ failure, wasSent: this.#isOpen });
  }
}
