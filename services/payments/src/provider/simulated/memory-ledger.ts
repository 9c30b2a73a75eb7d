import type { Entry, PaymentRow, SimulatedLedger } from "./ledger.ts";

/** Books that last as long as the process: for simulation and pure tests. */
export function memoryLedger(): SimulatedLedger {
  const payments = new Map<string, PaymentRow>();
  const entries = new Map<string, Entry>();
  /** Webhooks to be posted by the key of their operation, oldest first. */
  const unsent = new Map<string, string>();
  return {
    load: (orderIds, keys) =>
      Promise.resolve({ payments: found(payments, orderIds), entries: found(entries, keys) }),
    append(rows, more) {
      const written = new Set<string>();
      for (const row of rows) {
        if ((payments.get(row.orderId)?.version ?? 0) !== row.version - 1) continue;
        payments.set(row.orderId, row);
        written.add(row.orderId);
      }
      for (const entry of more) {
        if (!written.has(entry.orderId)) continue;
        const { webhook, ...rest } = entry;
        entries.set(entry.idempotencyKey, rest);
        if (webhook !== undefined) unsent.set(entry.idempotencyKey, webhook);
      }
      return Promise.resolve(written);
    },
    page: (after, limit) =>
      Promise.resolve(
        [...payments.values()]
          .filter((row) => row.orderId > after)
          .toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1))
          .slice(0, limit),
      ),
    unsent: (limit) =>
      Promise.resolve(
        [...unsent.entries().take(limit)].map(([idempotencyKey, webhook]) => ({
          idempotencyKey,
          webhook,
        })),
      ),
    markSent(keys) {
      for (const key of keys) unsent.delete(key);
      return Promise.resolve();
    },
  };
}

function found<T>(all: ReadonlyMap<string, T>, keys: readonly string[]): T[] {
  return keys.flatMap((key) => {
    const one = all.get(key);
    return one === undefined ? [] : [one];
  });
}
