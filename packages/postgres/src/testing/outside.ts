import assert from "node:assert/strict";
import type { Recorded } from "@waybill/kit";
import { dataOf, eventually, type ServiceProcess } from "@waybill/kit/testing";
import type { Stage } from "./stage.ts";

/** The outside world: answers when told to, and knows who called. */
export class Outside {
  readonly calls: {
    readonly key: string;
    readonly n: number;
    readonly idempotencyKey: string;
    readonly attempt: number;
  }[] = [];
  readonly overlapping: string[] = [];
  readonly #under = new Set<string>();
  readonly #held = new Map<string, PromiseWithResolvers<void>>();

  /** Calls for this key are not answered until released. */
  hold(key: string): void {
    this.#held.set(key, Promise.withResolvers<void>());
  }

  release(key: string): void {
    this.#held.get(key)?.resolve();
    this.#held.delete(key);
  }

  async call(
    message: Recorded,
    call: { idempotencyKey: string; attempt: number; signal: AbortSignal },
  ): Promise<void> {
    const { key, n } = dataOf(message);
    if (this.#under.has(key)) this.overlapping.push(`${key}/${n}`);
    this.#under.add(key);
    this.calls.push({ key, n, idempotencyKey: call.idempotencyKey, attempt: call.attempt });
    const aborted = new Promise<void>((resolve) =>
      call.signal.addEventListener("abort", () => resolve()),
    );
    await Promise.race([this.#held.get(key)?.promise, aborted]);
    this.#under.delete(key);
  }

  of(key: string): readonly number[] {
    return this.calls.filter((each) => each.key === key).map((each) => each.n);
  }
}

export async function reaches(consumer: ServiceProcess, key: string, count: number): Promise<void> {
  const tally = await eventually(`${key} to be counted ${count} times`, async () => {
    const found = (await consumer.tallies([key])).get(key);
    return found !== undefined && found.count >= count ? found : undefined;
  });
  assert.deepEqual(tally, { count, last: count, disorder: 0 });
}

export async function parkedCount(on: Stage): Promise<number> {
  return (await on.databases.query("beta", "select from parked")).length;
}
