import { GenerationCache, type Clock, type Ids } from "@waybill/kit";
import { keyConflict, providerUnavailable, type ProviderAnswer } from "../provider.ts";
import type { Entry, PaymentRow, SimulatedLedger } from "./ledger.ts";
import { fingerprintOf, operate, type Effect, type Operation } from "./operations.ts";

export interface Handled {
  readonly answer: ProviderAnswer;
  /** The operation was carried out by an earlier call. */
  readonly replayed: boolean;
}

export interface QueueOptions {
  readonly ledger: SimulatedLedger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unavailableCalls: number;
  /** What to post about an operation, as JSON. */
  readonly webhook: (
    operation: Operation,
    result: { readonly payment: PaymentRow; readonly answer: ProviderAnswer },
  ) => string | undefined;
  /** Some of what was written is to be posted. */
  readonly posted: () => void;
}

interface Waiting {
  readonly operation: Operation;
  /** Someone else wrote the payment in between: what is known of it is not to be relied on. */
  readonly reload: boolean;
  readonly resolve: (handled: Handled) => void;
  readonly reject: (error: Error) => void;
}

interface Settled {
  readonly waiting: Waiting;
  readonly handled?: Handled;
  readonly error?: Error;
}

interface KnownPayment {
  readonly payment: PaymentRow;
  readonly entries: ReadonlyMap<string, Entry>;
  /** `entries` are all there are, so a key that is not among them is new. */
  readonly complete: boolean;
}

const maxBatch = 1_000;
const maxWaiting = 20_000;
const maxRecent = 4_000;

/**
 * Calls that arrive while a batch is being written are the next batch: one statement for all of
 * them, and no answer before it is durable. Two providers on one ledger are safe: a payment that
 * the other one wrote first is read again.
 */
export class OperationQueue {
  readonly #options: QueueOptions;
  /** The payments that were last written or read: most captures follow their authorisation closely. */
  readonly #recent = new GenerationCache<KnownPayment>(maxRecent);
  #waiting: Waiting[] = [];
  #running = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** @throws {Retryable} `provider-unavailable`, @throws {Terminal} `provider-key-conflict` */
  submit(operation: Operation): Promise<Handled> {
    if (this.#waiting.length >= maxWaiting) {
      return Promise.reject(providerUnavailable("has too many calls waiting"));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ operation, reload: false, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // What is called in the same turn of the event loop joins the batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, maxBatch);
      this.#waiting = this.#waiting.slice(maxBatch);
      try {
        await this.#handle(batch);
      } catch (error) {
        for (const { operation, reject } of batch) {
          this.#recent.delete(operation.orderId);
          reject(providerUnavailable("cannot reach its ledger", error));
        }
      }
    }
    this.#running = false;
  }

  async #handle(batch: readonly Waiting[]): Promise<void> {
    await this.#read(batch);
    const payments = new Map<string, PaymentRow>();
    const entries: Entry[] = [];
    const settled = batch.map((waiting) => this.#settle(waiting, { payments, entries }));
    const written =
      payments.size === 0
        ? new Set<string>()
        : await this.#options.ledger.append([...payments.values()], entries);
    for (const orderId of payments.keys()) {
      if (!written.has(orderId)) this.#recent.delete(orderId);
    }
    for (const { waiting, handled, error } of settled) {
      const { orderId } = waiting.operation;
      if (payments.has(orderId) && !written.has(orderId)) {
        this.#waiting.push({ ...waiting, reload: true });
      } else if (handled !== undefined) waiting.resolve(handled);
      else waiting.reject(error ?? providerUnavailable("is not available"));
    }
    if (entries.some((entry) => entry.webhook !== undefined)) this.#options.posted();
  }

  /** A payment that is not known and is to be authorised is taken for new: if it is not, writing it fails. */
  async #read(batch: readonly Waiting[]): Promise<void> {
    const missing = batch.filter(({ operation, reload }) => {
      const known = this.#recent.get(operation.orderId);
      if (known === undefined) return reload || operation.kind !== "authorize";
      return !known.complete && !known.entries.has(operation.idempotencyKey);
    });
    if (missing.length === 0) return;
    const { payments, entries } = await this.#options.ledger.load(
      [...new Set(missing.map(({ operation }) => operation.orderId))],
      missing.map(({ operation }) => operation.idempotencyKey),
    );
    const byOrder = Map.groupBy(entries, (entry) => entry.orderId);
    for (const payment of payments) {
      const { orderId } = payment;
      const known = this.#recent.get(orderId)?.entries ?? [];
      const found = (byOrder.get(orderId) ?? []).map(
        (each) => [each.idempotencyKey, each] as const,
      );
      this.#recent.set(orderId, {
        payment,
        entries: new Map([...known, ...found]),
        complete: false,
      });
    }
  }

  #settle(
    waiting: Waiting,
    batch: { readonly payments: Map<string, PaymentRow>; readonly entries: Entry[] },
  ): Settled {
    const { operation } = waiting;
    const { orderId, idempotencyKey } = operation;
    const known = this.#recent.get(orderId) ?? this.#fresh(operation);
    const fingerprint = fingerprintOf(operation);
    const earlier = known.entries.get(idempotencyKey);
    if (earlier !== undefined) {
      if (earlier.fingerprint !== fingerprint)
        return { waiting, error: keyConflict(idempotencyKey) };
      return { waiting, handled: { answer: earlier.answer, replayed: true } };
    }
    const effect = operate(operation, known.payment, this.#options.unavailableCalls);
    // One version a batch, whatever the batch does to the payment.
    const version = batch.payments.get(orderId)?.version ?? effect.payment.version;
    const payment = { ...effect.payment, version };
    batch.payments.set(orderId, payment);
    const entry = this.#entry(operation, { ...effect, payment }, fingerprint);
    if (entry !== undefined) batch.entries.push(entry);
    const entries = entry === undefined ? known.entries : including(known.entries, entry);
    this.#recent.set(orderId, { ...known, payment, entries });
    return entry === undefined
      ? { waiting }
      : { waiting, handled: { answer: entry.answer, replayed: false } };
  }

  #entry(
    operation: Operation,
    { payment, answer }: Effect,
    fingerprint: string,
  ): Entry | undefined {
    if (answer === undefined) return undefined;
    const { orderId, idempotencyKey, kind } = operation;
    const webhook = this.#options.webhook(operation, { payment, answer });
    return {
      idempotencyKey,
      orderId,
      kind,
      fingerprint,
      answer,
      createdAt: this.#options.clock.now(),
      ...(webhook === undefined ? {} : { webhook }),
    };
  }

  #fresh({ orderId, currency }: Operation): KnownPayment {
    const payment: PaymentRow = {
      orderId,
      paymentId: this.#options.ids.make("sim"),
      currency,
      token: "",
      metadata: "{}",
      authorized: 0,
      captured: 0,
      voided: 0,
      refunded: 0,
      captures: 0,
      failures: 0,
      closed: false,
      version: 0,
    };
    return { payment, entries: new Map(), complete: true };
  }
}

function including(entries: ReadonlyMap<string, Entry>, entry: Entry): ReadonlyMap<string, Entry> {
  return new Map(entries).set(entry.idempotencyKey, entry);
}
