/** What one attempt told its customer. `not-now`: certainly nothing was written, in this attempt. */
export type Answer = "ok" | "refused" | "not-now" | "unknown";

/** One request and its answer; times of `performance.now`. */
export interface Attempt {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly answer: Answer;
  /** 0 without an answer. */
  readonly status: number;
  readonly code: string;
}

export interface OrderBody {
  readonly reference: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly payment: { readonly token: string };
  readonly [field: string]: unknown;
}

/** One order as its customer saw it, from the outside. */
export class SentOrder {
  /** Idempotency key and reference. */
  readonly key: string;
  readonly body: OrderBody;
  /** For one of a few units among many buyers: either end is right. */
  readonly isContested: boolean;
  readonly sentAt = performance.now();
  readonly attempts: Attempt[] = [];
  /** Every id that an acceptance named; more than one is a violation. */
  readonly ids = new Set<string>();
  cancellation: "none" | "accepted" | "unknown" = "none";

  constructor(body: OrderBody, { isContested = false }: { readonly isContested?: boolean } = {}) {
    this.key = body.reference;
    this.body = body;
    this.isContested = isContested;
  }

  /** An answer of one attempt says nothing of those before it, unless it settles the order. */
  get outcome(): "accepted" | "refused" | "unknown" {
    const answers = this.attempts.map(({ answer }) => answer);
    if (answers.includes("ok")) return "accepted";
    if (answers.includes("refused")) return "refused";
    return answers.length === 0 || answers.includes("unknown") ? "unknown" : "refused";
  }

  /** Whether repeating it could still change what its customer knows. */
  get isSettled(): boolean {
    return this.attempts.some(({ answer }) => answer === "ok" || answer === "refused");
  }

  /** When it was accepted. */
  get acceptedAt(): number | undefined {
    return this.attempts.find(({ answer }) => answer === "ok")?.endedAt;
  }
}

export interface Reply {
  readonly status: number;
  readonly code: string;
}

/** What a reply means for what was written. A lost database says nothing; neither does a 5xx. */
export function answerOf({ status, code }: Reply): Answer {
  if (status === 200 || status === 202) return "ok";
  if (status === 429 || (status === 503 && code === "overloaded")) return "not-now";
  if (status === 0) return neverSent.has(code) ? "not-now" : "unknown";
  return status >= 400 && status < 500 ? "refused" : "unknown";
}

const neverSent = new Set(["ECONNREFUSED", "UND_ERR_CONNECT_TIMEOUT"]);
