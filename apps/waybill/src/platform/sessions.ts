import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock, Principal, Sessions } from "@waybill/kit";

const lifetimeMs = 12 * 3_600_000;

/** What a session's token says: which key it was opened with, and until when it lasts. */
interface Claims {
  readonly key: string;
  readonly until: number;
}

export interface OpenedSession {
  readonly token: string;
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

export interface SessionOptions {
  readonly secret: string;
  readonly clock: Clock;
  /** Who the key is, unless it was revoked. */
  readonly principalOf: (keyId: string) => ReturnType<Sessions["principalOf"]>;
}

/**
 * Sessions of people who signed in with an API key. They are stored nowhere: the token is signed with
 * the installation's secret and names the key, so it dies with the key, in every process.
 */
export class KeySessions implements Sessions {
  readonly cookie = "waybill_session";
  readonly #options: SessionOptions;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  open({ keyId }: Principal): OpenedSession {
    const until = this.#options.clock.now() + lifetimeMs;
    const claims = Buffer.from(JSON.stringify({ key: keyId, until } satisfies Claims));
    const body = claims.toString("base64url");
    const token = `${body}.${this.#sign(`session:${body}`)}`;
    return { token, csrfToken: this.csrfTokenOf(token), expiresAt: new Date(until) };
  }

  principalOf(token: string): ReturnType<Sessions["principalOf"]> {
    const claims = this.#read(token);
    return claims === undefined ? undefined : this.#options.principalOf(claims.key);
  }

  csrfTokenOf(token: string): string {
    return this.#sign(`csrf:${token}`);
  }

  /** @returns undefined when the token is forged, or its time is over */
  expiryOf(token: string): Date | undefined {
    const claims = this.#read(token);
    return claims === undefined ? undefined : new Date(claims.until);
  }

  #read(token: string): Claims | undefined {
    const [body = "", signature = ""] = token.split(".");
    const [given, wanted] = [Buffer.from(signature), Buffer.from(this.#sign(`session:${body}`))];
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Claims;
    return claims.until > this.#options.clock.now() ? claims : undefined;
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#options.secret).update(text).digest("base64url");
  }
}
