import type { Entry, PaymentRow, SimulatedLedger } from "./ledger.ts";

/** Books that last as long as the process: for simulation and pure tests. */
export function memoryLedger(): SimulatedLedger {
  const payments = new Map<string, PaymentRow>();
  const entries = new Map<string, Entry>();
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
        if (written.has(entry.orderId)) entries.set(entry.idempotencyKey, entry);
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
        [...entries.values()]
          .flatMap(({ idempotencyKey, webhook }) =>
            webhook === undefined ? [] : [{ idempotencyKey, webhook }],
          )
          .slice(0, limit),
      ),
    markSent(keys) {
      for (const entry of found(entries, keys)) {
        const { webhook: _, ...rest } = entry;
        entries.set(entry.idempotencyKey, rest);
      }
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
