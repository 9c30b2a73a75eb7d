import { randomBytes } from "node:crypto";
import type { Target } from "../client.ts";
import type { Basket } from "./baskets.ts";
import type { ConfirmationWatch } from "./confirmation-watch.ts";
import { Connections } from "./connections.ts";
import { Latency } from "./latency.ts";
import type { LoadOptions } from "./load-options.ts";
import { shotOf, type Shot } from "./order-shot.ts";
import type { RandomNumber } from "./random.ts";
import type { Recorder } from "./recorder.ts";

export interface DeskParts {
  readonly target: Target;
  readonly baskets: readonly Basket[];
  readonly random: RandomNumber;
  readonly recorder: Recorder;
  readonly confirmations: ConfirmationWatch;
}

/** Who repeats an order or takes it back does so at this time after the answer, at most. */
const secondThoughtMs = 400;

/** Sends orders as customers do, and counts the answers. */
export class OrderDesk {
  readonly refused = new Map<string, number>();
  readonly acceptance = new Latency();
  /** Latencies and rates are taken while this is set. */
  measuring = false;
  sent = 0;
  accepted = 0;
  acceptedMeasured = 0;
  unknown = 0;
  retried = 0;
  /** Repeats that were answered with another order than the first time: must be 0. */
  duplicated = 0;
  cancellationsAsked = 0;
  inFlight = 0;
  readonly #connections: Connections;
  readonly #parts: DeskParts;
  readonly #options: LoadOptions;
  readonly #keyPrefix = randomBytes(6).toString("hex");
  readonly #authorization: string;
  readonly #later = new Set<NodeJS.Timeout>();

  constructor(parts: DeskParts, options: LoadOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#connections = new Connections(parts.target.url, options.connections);
    this.#authorization = `Bearer ${parts.target.apiKey}`;
  }

  /** A key that no other run has. */
  nextKey(): string {
    return `load-${this.#keyPrefix}-${this.sent}`;
  }

  /**
   * Sends an order once.
   * @param intendedAt when its customer wanted to order, on the clock of `performance.now`
   */
  order(intendedAt: number, done: (shot: Shot, again: () => void) => void): void {
    const { baskets, recorder } = this.#parts;
    const key = this.nextKey();
    const basket = baskets[this.sent % baskets.length];
    if (basket === undefined) return;
    this.sent += 1;
    const measured = this.measuring;
    const attempt = (): void => {
      this.inFlight += 1;
      recorder.start(key, basket.hash);
      this.#post(key, basket, (shot) => {
        this.inFlight -= 1;
        recorder.end(key, shot);
        this.#count(shot, intendedAt, measured);
        if (shot.orderId !== undefined)
          this.#afterwards({ key, basket, orderId: shot.orderId, intendedAt });
        done(shot, attempt);
      });
    };
    attempt();
  }

  /** Customers who were about to change their mind stay with their order. */
  close(): void {
    for (const timer of this.#later) clearTimeout(timer);
    this.#connections.destroy();
  }

  #count(shot: Shot, intendedAt: number, measured: boolean): void {
    switch (shot.answer) {
      case "ok":
        this.accepted += 1;
        if (this.measuring) this.acceptedMeasured += 1;
        if (measured) this.acceptance.record(performance.now() - intendedAt);
        return;
      case "refused":
        this.refused.set(shot.code, (this.refused.get(shot.code) ?? 0) + 1);
        return;
      case "unknown":
        this.unknown += 1;
        return;
      default:
        shot.answer satisfies never;
    }
  }

  #post(key: string, { rest }: Basket, done: (shot: Shot) => void): void {
    // With the key as its reference an order of a recorded run can be found again, whatever was answered.
    const body = this.#parts.recorder.records ? `{"reference":"${key}",${rest}` : `{${rest}`;
    const headers = [
      "authorization",
      this.#authorization,
      "content-type",
      "application/json",
      "idempotency-key",
      key,
    ];
    const call = { method: "POST", path: "/v1/orders", headers, body };
    this.#connections.send(call, (outcome) => {
      done(shotOf(outcome));
    });
  }

  /** Some customers repeat an order, some take it back; a few are watched. */
  #afterwards(order: {
    readonly key: string;
    readonly basket: Basket;
    readonly orderId: string;
    readonly intendedAt: number;
  }): void {
    const { random, confirmations } = this.#parts;
    const drawn = random();
    const { cancellations, retries } = this.#options;
    if (drawn < cancellations) {
      this.#soon(() => {
        this.#cancel(order.orderId);
      });
    } else if (drawn < cancellations + retries) {
      this.#soon(() => {
        this.#repeat(order);
      });
    } else if (this.measuring && confirmations.wants(performance.now())) {
      confirmations.watch(order.orderId, order.intendedAt);
    }
  }

  #soon(act: () => void): void {
    const timer = setTimeout(() => {
      this.#later.delete(timer);
      act();
    }, this.#parts.random() * secondThoughtMs);
    this.#later.add(timer);
  }

  #cancel(orderId: string): void {
    this.cancellationsAsked += 1;
    const headers = ["authorization", this.#authorization];
    const call = { method: "DELETE", path: `/v1/orders/${orderId}`, headers };
    this.#connections.send(call, (outcome) => {
      this.#parts.recorder.cancelled(orderId, shotOf(outcome).status);
    });
  }

  #repeat({ key, basket, orderId }: { key: string; basket: Basket; orderId: string }): void {
    this.retried += 1;
    this.#post(key, basket, (shot) => {
      if (shot.answer === "ok" && shot.orderId !== orderId) this.duplicated += 1;
    });
  }
}
