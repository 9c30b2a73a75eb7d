import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

export interface SlowMailServer {
  /** For WAYBILL_SMTP_URL. */
  readonly url: string;
  /** Message-IDs of the mails that it has taken. */
  readonly taken: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Takes every mail only after a while, as servers do that look into it first. */
export async function slowMailServer(mailMs: number): Promise<SlowMailServer> {
  const taken = new Set<string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      void text(stream).then((mail) => {
        setTimeout(() => {
          taken.add(/^Message-ID: (.*)$/im.exec(mail)?.[1]?.trim() ?? "");
          done();
        }, mailMs);
      });
    },
  });
  // A process that ends hangs up.
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}
