import { NoAnswer, type Outcome } from "./connection.ts";

export type Answer = "ok" | "refused" | "unknown";

/** What came back for an order that was sent once. */
export interface Shot {
  readonly answer: Answer;
  /** 0 without an answer. */
  readonly status: number;
  /** The problem's code of a refusal; the error's of an unknown outcome. */
  readonly code: string;
  readonly orderId: string | undefined;
  /** 0: at once. */
  readonly retryAfterMs: number;
}

const idLength = 30;

/**
 * Of an acceptance it takes the id and nothing else: parsing every order document would cost the
 * generator more than sending the order.
 */
export function shotOf(outcome: Outcome): Shot {
  if (outcome instanceof NoAnswer) {
    const { code, sent } = outcome;
    const answer = sent ? "unknown" : "refused";
    return { answer, status: 0, code, orderId: undefined, retryAfterMs: 0 };
  }
  const { status, body, retryAfter } = outcome;
  if (status < 300) {
    return { answer: "ok", status, code: "", orderId: orderIdIn(body), retryAfterMs: 0 };
  }
  const code = codeIn(body) ?? `status-${status}`;
  // A 5xx other than "not now" says nothing about what was written, nor does a database that went away.
  const notNow = status === 503 && code !== "store-unavailable";
  const answer = status >= 500 && !notNow ? "unknown" : "refused";
  const retryAfterMs = retryAfter === undefined ? 0 : Math.max(0, Number(retryAfter)) * 1_000;
  return { answer, status, code, orderId: undefined, retryAfterMs };
}

function orderIdIn(body: Buffer): string | undefined {
  const at = body.indexOf('"ord_');
  return at === -1 ? undefined : body.toString("latin1", at + 1, at + 1 + idLength);
}

function codeIn(body: Buffer): string | undefined {
  try {
    return (JSON.parse(body.toString()) as { readonly code?: string }).code;
  } catch {
    return undefined;
  }
}
