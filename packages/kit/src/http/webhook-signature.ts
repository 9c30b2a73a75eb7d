import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { WaybillError } from "../errors.ts";

/** How far the sender's clock may be off, and for how long a recorded call can be played again. */
const toleranceSeconds = 5 * 60;
const version = "v1";
const prefix = "whsec_";
const minSecretBytes = 16;

export interface WebhookMessage {
  /** Unique for the message, and the same each time it is sent. */
  readonly id: string;
  /** The exact bytes, or the text, of the body. */
  readonly body: string | Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * The headers that sign a message the Standard Webhooks way (standardwebhooks.com, spec 1.0.0):
 * HMAC-SHA-256 over `id.timestamp.body`, one signature for each secret, so that secrets can be
 * rotated without a gap.
 * @throws {RangeError} when a secret is shorter than 16 bytes
 */
export function signWebhook(
  message: WebhookMessage,
  secrets: readonly string[],
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const timestamp = String(Math.floor(message.now / 1000));
  const content = { id: message.id, timestamp, body: message.body };
  return {
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": secrets
      .map((secret) => `${version},${macOf(content, secret).toString("base64")}`)
      .join(" "),
  };
}

/**
 * Checks the signature of a message against every secret that is still good. It says nothing about
 * repeats within the tolerance: what the message asks for has to be idempotent.
 * @param now milliseconds since 1970
 * @returns the id of the message
 * @throws WaybillError 401 `invalid-signature` when it is missing, wrong, or more than 5 minutes old or early
 */
export function verifyWebhook(
  message: {
    readonly headers: IncomingHttpHeaders;
    readonly body: Uint8Array;
    readonly now: number;
  },
  secrets: readonly string[],
): string {
  const { headers, body, now } = message;
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signatures = headers["webhook-signature"];
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") {
    throw invalid(
      "the headers webhook-id, webhook-timestamp and webhook-signature are not all there",
    );
  }
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(now / 1000 - seconds) <= toleranceSeconds)) {
    throw invalid(`its timestamp is not within ${toleranceSeconds} seconds of now`);
  }
  const given = signatures.split(" ", 16).flatMap((each) => {
    const [name, mac] = each.split(",", 2);
    return name === version && mac !== undefined ? [Buffer.from(mac, "base64")] : [];
  });
  const expected = secrets.map((secret) => macOf({ id, timestamp, body }, secret));
  const matches = expected.some((mac) => given.some((each) => sameBytes(mac, each)));
  if (!matches) throw invalid("it was signed with none of the secrets in use");
  return id;
}

function macOf(
  content: { readonly id: string; readonly timestamp: string; readonly body: string | Uint8Array },
  secret: string,
): Buffer {
  return createHmac("sha256", keyOf(secret))
    .update(`${content.id}.${content.timestamp}.`)
    .update(content.body)
    .digest();
}

/** A secret is `whsec_` and base 64, as the standard writes it, or plain text of the same strength. */
function keyOf(secret: string): Buffer {
  const key = secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), "base64")
    : Buffer.from(secret);
  if (key.length < minSecretBytes) {
    throw new RangeError(
      `A webhook secret has ${key.length} bytes: give at least ${minSecretBytes}.`,
    );
  }
  return key;
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function invalid(why: string): WaybillError {
  return new WaybillError("invalid-signature", `The webhook is refused: ${why}.`, { status: 401 });
}
