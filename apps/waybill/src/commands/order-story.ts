import { formatAmount } from "../import/amount.ts";

export interface Order {
  readonly id: string;
  readonly number: number;
  readonly status: string;
  readonly cancelReason: string | null;
  readonly total: { readonly amount: number; readonly currency: string };
}

export interface HistoryEvent {
  readonly time: string;
  readonly service: string;
  readonly type: string;
  readonly causedBy?: string;
  readonly id: string;
}

/** An event a line: when it was, since the first, and what caused it how long before. */
export function storyText(order: Order, events: readonly HistoryEvent[]): string {
  const { amount, currency } = order.total;
  const reason = order.cancelReason === null ? "" : ` (${order.cancelReason})`;
  const start = Date.parse(events[0]?.time ?? "");
  const byId = new Map(events.map((event) => [event.id, event]));
  const lines = events.map((event) => {
    const at = Date.parse(event.time);
    const cause = byId.get(event.causedBy ?? "");
    const because =
      cause === undefined ? "" : `  ← ${cause.type} (${lasting(at - Date.parse(cause.time))})`;
    return `  ${`+${lasting(at - start)}`.padStart(10)}  ${event.service.padEnd(13)} ${event.type}${because}`;
  });
  return `\n  Order ${order.number} (${order.id}): ${order.status}${reason}, ${formatAmount(amount, currency)}\n\n${lines.join("\n")}\n`;
}

/** In the largest unit of which there are ten: 9999 ms, 163.2 s, 45 min, 30 h, 12 d. */
function lasting(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 10) return `${ms} ms`;
  if (seconds < 600) return `${seconds.toFixed(1)} s`;
  if (seconds < 36_000) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3_600;
  return hours < 240 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} d`;
}
