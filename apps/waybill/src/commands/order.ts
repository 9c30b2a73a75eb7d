import { Command } from "commander";
import { storyText, type HistoryEvent, type Order } from "./order-story.ts";
import { ask, print, remote, type RemoteOptions } from "./remote.ts";

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
      print(options, { order, history }, storyText(order, history));
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
