import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

const subjects = [
  [/^We have received your order (\d+)/, "placed"],
  [/^Your order (\d+) is confirmed/, "confirmed"],
  [/^Your order (\d+) is on its way/, "dispatched"],
  [/^Your order (\d+) is cancelled/, "cancelled"],
] as const;

/** A mail server that keeps the books of an independent witness: which order was told what. */
export class SmtpSink {
  readonly url: string;
  /** Message ids by order number and kind: a repeated mail has the id that it had before. */
  readonly #mails = new Map<string, Set<string>>();
  readonly #server: SMTPServer;

  private constructor(server: SMTPServer) {
    this.#server = server;
    this.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  }

  static async open(): Promise<SmtpSink> {
    let taken: (mail: string) => void = () => undefined;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      // Where no name server answers, looking up 127.0.0.1 holds each connection for many seconds.
      disableReverseLookup: true,
      onData(stream, _session, callback) {
        stream.once("end", () => {
          callback(null);
        });
        // A mail whose sender died before its end was not taken.
        void text(stream).then(taken, () => undefined);
      },
    });
    // Who is killed hangs up without a word.
    server.on("error", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server.server, "listening");
    const sink = new SmtpSink(server);
    taken = (mail) => {
      sink.#take(mail);
    };
    return sink;
  }

  /** Different mails of this kind about the order: 1 is right, however often it was sent. */
  count(orderNumber: number, kind: string): number {
    return this.#mails.get(`${orderNumber} ${kind}`)?.size ?? 0;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(resolve);
    });
  }

  #take(mail: string): void {
    const subject = /^Subject: (.*)$/im.exec(mail)?.[1]?.trim() ?? "";
    const id = /^Message-ID: (.*)$/im.exec(mail)?.[1]?.trim() ?? "";
    for (const [pattern, kind] of subjects) {
      const number = pattern.exec(subject)?.[1];
      if (number === undefined) continue;
      const key = `${number} ${kind}`;
      this.#mails.set(key, (this.#mails.get(key) ?? new Set()).add(id));
    }
  }
}
