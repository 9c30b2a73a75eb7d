import type { Profile } from "./profile.ts";

/** A world that broke a promise once. It says all of itself, so that it stays the same when profiles change. */
export interface Regression {
  /** What was wrong; docs/PROOF.md says where it was mended. */
  readonly bug: string;
  readonly seed: number;
  readonly orders: number;
  readonly profile: Profile;
}

/** Each fails when its fix is taken back. */
export const regressions: readonly Regression[] = [
  {
    bug: "a take of nothing but repeated messages looked like the end of the log",
    seed: 18,
    orders: 40,
    profile: {
      topology: {
        alone: false,
        replicas: 1,
        maxBatch: 2,
        latencyMs: 1,
        noticeMs: 20,
        byTopic: false,
        smtp: false,
        webhooks: "all",
      },
      timing: { reservationTtlMs: 1_800_000 },
      carrier: { dispatchMs: 5_000, deliverMs: 100 },
      faults: { "message-repeated": 0.2 },
      customers: { rate: 5_000, skus: 10, plenty: 10 },
    },
  },
  {
    bug: "an order was carried out after its client had been refused for good",
    seed: 67,
    orders: 150,
    profile: {
      topology: {
        alone: true,
        replicas: 1,
        maxBatch: 2,
        latencyMs: 5,
        noticeMs: 100,
        byTopic: false,
        smtp: true,
        webhooks: "unanswered",
      },
      timing: { reservationTtlMs: 10_000 },
      carrier: { dispatchMs: 5_000, deliverMs: 5_000 },
      faults: {
        "store-refused": 0.001,
        "commit-reply-lost": 0.03,
        "crash-before-commit": 0.004,
        "wake-up-lost": 0.1,
      },
      customers: { rate: 5_000, skus: 2, plenty: 10 },
    },
  },
  {
    bug: "a refund was asked for, and lost, since memory was a moment behind the log",
    seed: 1,
    orders: 10,
    profile: {
      topology: {
        alone: true,
        replicas: 1,
        maxBatch: 1_000,
        latencyMs: 0.3,
        noticeMs: 2,
        byTopic: true,
        smtp: false,
        webhooks: "unanswered",
      },
      timing: { reservationTtlMs: 1_800_000 },
      carrier: { dispatchMs: 20, deliverMs: 100 },
      faults: {},
      customers: { rate: 5_000, skus: 10, plenty: 10, refunds: 1 },
    },
  },
];
