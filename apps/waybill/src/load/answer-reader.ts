/** What the generator reads of an answer. */
export interface HttpAnswer {
  readonly status: number;
  /** 0: the answer does not say. */
  readonly retryAfterSeconds: number;
  readonly body: Buffer;
  /** The connection carries no other request. */
  readonly isLast: boolean;
}

const endOfHead = "\r\n\r\n";
const mostHeadBytes = 64 * 1_024;
const mostBodyBytes = 64 * 1_024 * 1_024;
const nothing = Buffer.alloc(0);

interface Head {
  readonly status: number;
  readonly fields: string;
  /** Where the body begins. */
  readonly bodyAt: number;
}

/**
 * Reads the answers of a connection that carries one request at a time (RFC 9112). It knows as much of HTTP as
 * orders need, with lengths in the head, in chunks, or up to the end of the connection.
 */
export class AnswerReader {
  #bytes: Buffer = nothing;
  #ended = false;

  /** @returns the answer, when all of it is there. @throws Error when this is not HTTP/1.1, or too long */
  read(chunk: Buffer): HttpAnswer | undefined {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    return this.#answer();
  }

  /** Nothing comes any more. @returns the answer that this completes */
  end(): HttpAnswer | undefined {
    this.#ended = true;
    return this.#bytes.length === 0 ? undefined : this.#answer();
  }

  #answer(): HttpAnswer | undefined {
    const head = this.#head();
    if (head === undefined) return undefined;
    const { status, fields, bodyAt } = head;
    const body = this.#body(head);
    if (body === undefined) return undefined;
    const isWhole = this.#bytes.length === bodyAt + body.wireBytes;
    this.#bytes = nothing;
    return {
      status,
      retryAfterSeconds: Number(field(fields, "retry-after") ?? 0) || 0,
      body: body.content,
      isLast: this.#ended || !isWhole || field(fields, "connection")?.toLowerCase() === "close",
    };
  }

  /** Of the first answer that is not interim, such as 100 Continue. */
  #head(): Head | undefined {
    for (;;) {
      const end = this.#bytes.indexOf(endOfHead);
      if (end === -1) {
        if (this.#bytes.length > mostHeadBytes)
          throw new Error("the head of the answer has no end");
        return undefined;
      }
      const fields = this.#bytes.toString("latin1", 0, end + 2);
      const status = Number(/^HTTP\/1\.1 (\d{3})[ \r]/.exec(fields)?.[1]);
      if (Number.isNaN(status)) throw new Error(`no HTTP/1.1: ${fields.slice(0, 40)}`);
      const bodyAt = end + endOfHead.length;
      if (status >= 200) return { status, fields, bodyAt };
      this.#bytes = this.#bytes.subarray(bodyAt);
    }
  }

  #body({ status, fields, bodyAt }: Head): Body | undefined {
    if (status === 204 || status === 304) return { content: nothing, wireBytes: 0 };
    const bytes = this.#bytes.subarray(bodyAt);
    if (bytes.length > mostBodyBytes) throw new Error("the answer is longer than 64 MiB");
    const length = field(fields, "content-length");
    if (length !== undefined) {
      const wireBytes = Number(length);
      if (bytes.length < wireBytes) return undefined;
      return { content: bytes.subarray(0, wireBytes), wireBytes };
    }
    if (field(fields, "transfer-encoding") !== undefined) return chunkedBody(bytes);
    return this.#ended ? { content: bytes, wireBytes: bytes.length } : undefined;
  }
}

interface Body {
  readonly content: Buffer;
  /** With what is around it. */
  readonly wireBytes: number;
}

/** Without trailers, which no answer to an order has. */
function chunkedBody(bytes: Buffer): Body | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error("a chunk of the answer has no size");
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { content: Buffer.concat(chunks), wireBytes: next };
    chunks.push(bytes.subarray(lineEnd + 2, next - 2));
    at = next;
  }
}

const fieldPatterns = new Map<string, RegExp>();

function field(fields: string, name: string): string | undefined {
  let pattern = fieldPatterns.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`\r\n${name}:[ \t]*(.*?)[ \t]*\r\n`, "i");
    fieldPatterns.set(name, pattern);
  }
  return pattern.exec(fields)?.[1];
}
