import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface SlowMailServer {
  /** For WAYBILL_SMTP_URL. */
  readonly url: string;
  readonly taken: number;
  close(): Promise<void>;
}

/** Takes every mail after so long a while, as servers do that look into it first. */
export async function slowMailServer(mailMs: number): Promise<SlowMailServer> {
  let taken = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      stream.resume();
      stream.once("end", () => {
        setTimeout(() => {
          taken += 1;
          done();
        }, mailMs);
      });
    },
  });
  // A process that is stopped hangs up.
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    get taken() {
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}
