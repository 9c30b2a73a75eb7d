import { setTimeout as delay } from "node:timers/promises";
import type { Admin } from "@platformatic/kafka";
import type { WaybillError } from "@waybill/kit";
import { kafkaError } from "./kafka-errors.ts";
import type { Doing } from "./kafka-errors.ts";

/** An administration client, with the other brokers to go to when one hangs. */
export interface AskingClient {
  readonly admin: Admin;
  readonly askAnother: () => void;
}

const attempts = 3;
const pauseMs = 300;

/**
 * Asks again, elsewhere, when that can help. The library tries again as well, but on the connection
 * that it had: when its broker hangs, each try fails.
 */
export async function askAgain<T>(
  { admin, askAnother }: AskingClient,
  doing: Doing,
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const known: WaybillError = kafkaError(error, doing);
      if (!known.retryable || attempt === attempts) throw known;
      askAnother();
      admin.clearMetadata();
      await delay(pauseMs);
    }
  }
}
