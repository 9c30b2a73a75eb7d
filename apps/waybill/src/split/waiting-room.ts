import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { errorCode, errorMessage, isRetryable } from "@waybill/kit";
import type { Logger } from "pino";

const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** Trying again does not mend these, but somebody at the broker may meanwhile. */
const mendedElsewhere: ReadonlySet<string> = new Set([
  "kafka-login-refused",
  "kafka-not-authorized",
]);

export interface WaitOptions {
  readonly at: { readonly port: number; readonly host: string };
  readonly log: Logger;
  /** Told where it answers meanwhile. */
  readonly opened: (url: string) => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/**
 * Tries until it succeeds, with growing pauses. Meanwhile the port answers: the process lives, and is
 * not ready, with the reason.
 * @throws what is not worth another try, and the signal's reason
 */
export async function untilConnected<T>(
  what: "database" | "broker",
  connect: () => Promise<T>,
  { at, log, opened, signal }: WaitOptions,
): Promise<T> {
  let room: WaitingRoom | undefined;
  try {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await connect();
      } catch (error) {
        const code = errorCode(error);
        if (!isRetryable(error) && !mendedElsewhere.has(code)) throw error;
        const detail = errorMessage(error);
        log.warn({ code, retryInMs: pauseMs }, detail);
        if (room === undefined) {
          room = await WaitingRoom.open(what, at);
          opened(room.url);
        }
        room.detail = detail;
      }
      await delay(pauseMs, undefined, { signal });
    }
  } finally {
    await room?.close();
  }
}

/** Answers probes while there is nothing to serve with. */
class WaitingRoom {
  detail = "";
  readonly #server: Server;

  private constructor(what: string) {
    this.#server = createServer((request, response) => {
      const isLive = request.url === "/health/live";
      const checks = { [what]: { ok: false, detail: this.detail } };
      response.writeHead(isLive ? 200 : 503, {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        ...(isLive ? {} : { "retry-after": "1" }),
      });
      response.end(JSON.stringify(isLive ? { ok: true } : { ok: false, checks }));
    });
  }

  static async open(what: string, { port, host }: WaitOptions["at"]): Promise<WaitingRoom> {
    const room = new WaitingRoom(what);
    await new Promise<void>((resolve, reject) => {
      room.#server.once("error", reject);
      room.#server.listen(port, host, resolve);
    });
    return room;
  }

  get url(): string {
    const { port, address } = this.#server.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
