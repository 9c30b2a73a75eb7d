import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectSecure } from "node:tls";
import { HTTPParser } from "http-parser-js";

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** There is no answer, and there will be none. */
export class NoAnswer extends Error {
  /** As Node names it, such as ECONNRESET. */
  readonly code: string;
  /** Whether the call may have reached the server. */
  readonly sent: boolean;

  constructor(code: string, sent: boolean, options?: ErrorOptions) {
    super(`no answer: ${code}`, options);
    this.code = code;
    this.sent = sent;
  }
}

export type Outcome = Answer | NoAnswer;

/** Servers close what rests for longer, and a call might be on its way then. */
const longestRestMs = 30_000;

/** To one server, kept alive, with one call at a time on it. It is made for the first call, and again when it was lost. */
export class Connection {
  readonly #url: URL;
  #socket: Socket | undefined;
  #isConnected = false;
  #answered: ((outcome: Outcome) => void) | undefined;
  #usedAt = 0;

  constructor(url: URL) {
    this.#url = url;
  }

  /**
   * @param request its bytes, as they go over the wire
   * @param answered called once; the connection is free for the next call by then
   */
  send(request: string, answered: (outcome: Outcome) => void): void {
    this.#answered = answered;
    this.#usedAt = performance.now();
    this.#socket ??= this.#open();
    this.#socket.write(request);
  }

  /** To be called now and then: gives up a call that has waited longer than allowed, and a connection that rests too long. */
  expire(answerTimeoutMs: number): void {
    if (this.#socket === undefined) return;
    const forMs = performance.now() - this.#usedAt;
    if (forMs > (this.#answered === undefined ? longestRestMs : answerTimeoutMs)) {
      this.#lose(this.#socket, "ETIMEDOUT");
    }
  }

  /** What is under way gets no outcome. */
  destroy(): void {
    this.#answered = undefined;
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const { protocol, hostname, port } = this.#url;
    const host = hostname.replace(/^\[|\]$/g, "");
    const isSecure = protocol === "https:";
    const at = { host, port: port === "" ? (isSecure ? 443 : 80) : Number(port) };
    // The name that its certificate has to be for; TLS knows none for an address.
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = isSecure ? connectSecure({ ...at, ...name }) : connectPlain(at);
    socket.setNoDelay(true);
    this.#isConnected = false;
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      if (socket === this.#socket) this.#isConnected = true;
    });
    const parser = this.#parserOf(socket);
    socket.on("data", (chunk) => {
      const read = parser.execute(chunk);
      if (read instanceof Error) this.#lose(socket, "EPROTO", read);
    });
    // An answer without a length ends here.
    socket.once("end", () => parser.finish());
    socket.once("error", (error: NodeJS.ErrnoException) => {
      this.#lose(socket, error.code ?? error.name, error);
    });
    socket.once("close", () => this.#lose(socket, "ECONNRESET"));
    return socket;
  }

  #parserOf(socket: Socket): InstanceType<typeof HTTPParser> {
    const parser = new HTTPParser(HTTPParser.RESPONSE);
    let status = 0;
    let retryAfter: string | undefined;
    let keepAlive = true;
    let body: Buffer = nothing;
    parser[HTTPParser.kOnHeadersComplete] = (info) => {
      status = info.statusCode;
      retryAfter = headerOf(info.headers, "retry-after");
      keepAlive = info.shouldKeepAlive;
      body = nothing;
    };
    parser[HTTPParser.kOnBody] = (chunk) => {
      body = body === nothing ? chunk : Buffer.concat([body, chunk]);
    };
    parser[HTTPParser.kOnMessageComplete] = () => {
      // Only tells that the answer is still to come; or comes after the last one, when the next call has another socket.
      if (status < 200 || socket !== this.#socket) return;
      const answered = this.#answered;
      this.#answered = undefined;
      // Nobody asked for it, or it was the last one.
      if (answered === undefined || !keepAlive) this.#drop(socket);
      answered?.({ status, retryAfter, body });
    };
    return parser;
  }

  #lose(socket: Socket, code: string, cause?: Error): void {
    if (socket !== this.#socket) return;
    const answered = this.#answered;
    this.#answered = undefined;
    this.#drop(socket);
    answered?.(new NoAnswer(code, this.#isConnected, { cause }));
  }

  #drop(socket: Socket): void {
    if (socket === this.#socket) this.#socket = undefined;
    socket.destroy();
  }
}

const nothing = Buffer.alloc(0);

function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let index = 0; index < headers.length; index += 2) {
    const found = headers[index];
    if (found?.length === name.length && found.toLowerCase() === name) return headers[index + 1];
  }
  return undefined;
}
