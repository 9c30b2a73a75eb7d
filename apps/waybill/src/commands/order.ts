import { Command } from "commander";
import { ask, print, remote, type RemoteOptions } from "./remote.ts";

interface Order {
  readonly id: string;
  readonly number: number;
  readonly status: string;
  readonly cancelReason: string | null;
  readonly total: { readonly amount: number; readonly currency: string };
}

interface HistoryEvent {
  readonly time: string;
  readonly service: string;
  readonly type: string;
  readonly causedBy?: string;
  readonly id: string;
}

interface HistoryPage {
  readonly items: readonly HistoryEvent[];
  readonly nextCursor: string | null;
}

/** `waybill order <id>`: the whole story of one order. */
export function orderCommand(): Command {
  return remote(new Command("order").argument("<id>", "order id"))
    .description("the story of one order, over all services")
    .action(async (id: string, options: RemoteOptions) => {
      const path = `/v1/orders/${encodeURIComponent(id)}`;
      const order = await ask<Order>(options, "GET", path);
      const history = await historyOf(options, `${path}/history`);
      print(options, { order, history }, story(order, history));
    });
}

async function historyOf(options: RemoteOptions, path: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for (let query = ""; ;) {
    const page = await ask<HistoryPage>(options, "GET", `${path}${query}`);
    events.push(...page.items);
    if (page.nextCursor === null) return events;
    query = `?cursor=${page.nextCursor}`;
  }
}

function story(order: Order, events: readonly HistoryEvent[]): string {
  const value = `${(order.total.amount / 100).toFixed(2)} ${order.total.currency}`;
  const reason = order.cancelReason === null ? "" : ` (${order.cancelReason})`;
  const start = Date.parse(events[0]?.time ?? "");
  const times = new Map(events.map((event) => [event.id, Date.parse(event.time)]));
  const names = new Map(events.map((event) => [event.id, event.type]));
  const lines = events.map((event) => {
    const at = Date.parse(event.time);
    const cause = event.causedBy === undefined ? undefined : times.get(event.causedBy);
    const because =
      cause === undefined ? "" : `  ← ${names.get(event.causedBy ?? "") ?? ""} (${at - cause} ms)`;
    return `  ${`+${at - start} ms`.padStart(10)}  ${event.service.padEnd(13)} ${event.type}${because}`;
  });
  return `\n  Order ${order.number} (${order.id}): ${order.status}${reason}, ${value}\n\n${lines.join("\n")}\n`;
}
