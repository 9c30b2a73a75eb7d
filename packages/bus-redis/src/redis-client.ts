import { createHash } from "node:crypto";
import { createClient } from "@redis/client";
import { errorMessage, type WaybillError } from "@waybill/kit";
import type { RedisConnection } from "./connection.ts";
import { answered, redisError } from "./redis-errors.ts";

/** What Redis answers: RESP 2, with numbers and texts. */
export type Reply = string | number | null | readonly Reply[];

export interface Script {
  readonly text: string;
  readonly sha: string;
}

export function script(text: string): Script {
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}

const connectMs = 5_000;
/** Without any sign of life for so long a connection counts as lost. Reads block for much less. */
const silenceMs = 10_000;
const pingMs = 3_000;
const longestRetryMs = 1_000;

/**
 * One connection. It comes back by itself; while it is away, what is asked fails at once, so that its
 * owner decides what to ask when it is back.
 */
export class RedisClient {
  readonly #address: string;
  readonly #user: string;
  readonly #client;
  /** Once for all who ask: each would else be a listener of its own. */
  readonly #tried: Promise<void>;
  /** Why there is no connection. */
  #reason: unknown;
  #isClosed = false;

  constructor(connection: RedisConnection) {
    const { address, host, port, database, username, password, tls, clientName } = connection;
    this.#address = address;
    this.#user = username ?? "default";
    const socket = {
      host,
      port,
      connectTimeout: connectMs,
      socketTimeout: silenceMs,
      reconnectStrategy: (retries: number) => Math.min(50 * 2 ** retries, longestRetryMs),
    };
    this.#client = createClient({
      RESP: 2,
      socket: tls === undefined ? socket : { ...socket, ...tls, tls: true },
      database,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      name: clientName,
      disableOfflineQueue: true,
      pingInterval: pingMs,
    });
    this.#client.on("error", (error: unknown) => (this.#reason = error));
    this.#client.on("ready", () => {
      this.#reason = undefined;
      // The library finishes a connection that was being made meanwhile, and would hold on to it for good.
      if (this.#isClosed) this.#client.destroy();
    });
    this.#tried = new Promise((resolve) => {
      this.#client.once("ready", resolve);
      this.#client.once("error", () => resolve());
    });
    // It ends only by `close`.
    this.#client.connect().catch(() => undefined);
  }

  /** Resolves when the first try to connect has ended, either way. */
  tried(): Promise<void> {
    return this.#client.isReady ? Promise.resolve() : this.#tried;
  }

  /** @param what is being done, for the message of an error */
  async ask(what: string, command: readonly string[]): Promise<Reply> {
    try {
      return await this.#client.sendCommand<Reply>(command);
    } catch (error) {
      throw redisError(error, {
        address: this.#address,
        user: this.#user,
        what,
        reason: this.#reason,
      });
    }
  }

  async run(
    what: string,
    { text, sha }: Script,
    { keys, args }: { readonly keys: readonly string[]; readonly args: readonly string[] },
  ): Promise<Reply> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await this.ask(what, ["EVALSHA", sha, ...rest]);
    } catch (error) {
      // A server that was started anew does not know it any more.
      if (!errorMessage(error).includes("NOSCRIPT")) throw error;
      return this.ask(what, ["EVAL", text, ...rest]);
    }
  }

  /** What Redis has answered within a script, as one of our errors. */
  refusal(what: string, text: string): WaybillError {
    return answered(text, { address: this.#address, user: this.#user, what });
  }

  close(): void {
    this.#isClosed = true;
    this.#client.destroy();
  }
}
