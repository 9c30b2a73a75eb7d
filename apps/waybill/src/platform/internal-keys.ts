import { createHmac, timingSafeEqual } from "node:crypto";
import type { Principal } from "@waybill/kit";

const prefix = "wbi_";

/**
 * Keys with which services of one installation call each other's API for a tenant: derived from a
 * shared secret, so they are stored nowhere and die with the secret.
 */
export class InternalKeys {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  keyFor(tenant: string): string {
    return `${prefix}${Buffer.from(tenant).toString("base64url")}.${this.#sign(tenant).toString("base64url")}`;
  }

  /** @returns undefined when the token is not one of these, or is forged */
  principalOf(token: string): Principal | undefined {
    if (!token.startsWith(prefix)) return undefined;
    const [encoded, signature] = token.slice(prefix.length).split(".");
    if (encoded === undefined || signature === undefined) return undefined;
    const tenant = Buffer.from(encoded, "base64url").toString();
    const given = Buffer.from(signature, "base64url");
    const wanted = this.#sign(tenant);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    return { tenant, role: "operator", keyId: "internal" };
  }

  #sign(tenant: string): Buffer {
    return createHmac("sha256", this.#secret).update(tenant).digest();
  }
}
