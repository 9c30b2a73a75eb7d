import {
  HttpError,
  route,
  type Principal,
  type Recorded,
  type Route,
  type StreamEvent,
} from "@waybill/kit";
import type { IncomingHttpHeaders } from "node:http";
import { isEnded } from "../domain/order-state.ts";
import { order } from "../domain/order.ts";
import { historyEntry } from "../history.ts";
import { accessibleOrder, type OrderDesk } from "../order-desk.ts";
import { HistoryEntry, OrderParams } from "../schemas.ts";

/** How often a followed order is looked at without being told: another process may have written to it. */
const lookAgainMs = 2_000;

export function followOrder(desk: OrderDesk): Route {
  return route({
    method: "GET",
    path: "/v1/orders/:id/events",
    operationId: "followOrder",
    summary: "Follow an order by server-sent events",
    description:
      "The order's own events from its first, or from the one after `Last-Event-ID`, and then each as it happens. Ends when the order has ended; who comes back after that gets 204.",
    tag: "Orders",
    roles: ["customer"],
    params: OrderParams,
    streams: true,
    lastEventId: "^[0-9]{0,15}$",
    responses: { 200: HistoryEntry, 204: null },
    async handle({ params: { id }, headers, context: { principal, signal } }) {
      const current = await accessibleOrder(desk, principal, id);
      const after = lastEventId(headers);
      // Tells a browser's EventSource not to connect again.
      if (isEnded(current) && after >= current.version) return { status: 204 };
      return { status: 200, stream: orderEvents(desk, { id, after, signal, principal }) };
    },
  });
}

interface Following {
  readonly id: string;
  /** Version of the last event that the client has. */
  readonly after: number;
  readonly signal: AbortSignal;
  readonly principal: Principal;
}

/** Each event of the order once, in order: those of the log first, then as they happen. */
async function* orderEvents(
  desk: OrderDesk,
  { id, after, signal, principal }: Following,
): AsyncGenerator<StreamEvent> {
  // Before the log is read, so that nothing falls between the two.
  const follower = desk.watch.follow(id);
  let last = after;
  try {
    while (!signal.aborted) {
      const found = await desk.context.state(order, id);
      const state = found?.state ?? null;
      if (state === null) return;
      if (state.version > last) {
        for (const event of await ownEvents(desk, id, last)) {
          yield streamEvent(event, principal);
          last = event.version;
        }
      }
      if (isEnded(state) && last >= state.version) return;
      const news = await follower.next(lookAgainMs, signal);
      for (const event of news) {
        // A gap is filled from the log, in the next round.
        if (event.version !== last + 1) continue;
        yield streamEvent(event, principal);
        last = event.version;
      }
    }
  } finally {
    follower.close();
  }
}

async function ownEvents(desk: OrderDesk, id: string, after: number): Promise<readonly Recorded[]> {
  const events = await desk.context.history(id);
  return events
    .filter((event) => event.stream === `order-${id}` && event.version > after)
    .toSorted((a, b) => a.version - b.version);
}

function streamEvent(event: Recorded, reader: Principal): StreamEvent {
  return { event: event.type, id: String(event.version), data: historyEntry(event, reader) };
}

/** @throws HttpError 400 `malformed-last-event-id` */
function lastEventId(headers: IncomingHttpHeaders): number {
  const header = headers["last-event-id"];
  if (header === undefined || header === "") return 0;
  const text = String(header);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new HttpError(
    "malformed-last-event-id",
    "Last-Event-ID is not one that this stream gave out: send the last id as it came, or none.",
    {
      status: 400,
      errors: [{ in: "header", pointer: "/Last-Event-ID", code: "malformed", message: "e.g. 3" }],
    },
  );
}
