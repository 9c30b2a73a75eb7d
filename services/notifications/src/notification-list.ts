import type { ServiceContext } from "@waybill/kit";
import { notification } from "./domain/notification.ts";
import { notificationsOf, type NotificationDocument } from "./notification-document.ts";

/** Where a list goes on. */
export interface ListPlace {
  readonly orderId: string;
  /** The last one shown of this order; undefined: all of the order's are still to be shown. */
  readonly id?: string | undefined;
}

export interface ListRequest {
  readonly tenant: string;
  readonly limit: number;
  readonly from: ListPlace | undefined;
}

export interface ListPart {
  readonly items: readonly NotificationDocument[];
  /** Undefined at the end of the list. */
  readonly next: ListPlace | undefined;
}

/** Above every order's id. */
const newest: ListPlace = { orderId: "ord_~" };
const maxOrdersAtOnce = 200;
/** Whoever asks gets a shorter part, down to an empty one, rather than wait for more than these. */
const maxOrders = 1_000;

/**
 * The notifications of a tenant, those of the newest orders first. An order may have none yet: one of
 * which only the contact is known. So orders are read on until the part is full.
 */
export async function listPart(
  context: ServiceContext,
  { tenant, limit, from = newest }: ListRequest,
): Promise<ListPart> {
  const items: NotificationDocument[] = [];
  let next: ListPlace | undefined = from;
  // The order that it goes on with may have been shown to its last one, and one more has to be found to
  // know whether the list ends: most parts are full at the first round.
  let atOnce = limit + 2;
  for (let read = 0; next !== undefined && items.length <= limit && read < maxOrders;) {
    const { orders, following } = await ordersFrom(context, { tenant, atOnce, from: next.orderId });
    items.push(...unseen(await ofOrders(context, tenant, orders), next.id));
    next = following === undefined ? undefined : { orderId: following };
    read += orders.length;
    atOnce = Math.min(2 * atOnce, Math.max(atOnce, maxOrdersAtOnce));
  }
  return partOf(items, limit, next);
}

/** The notifications of one order. */
export async function listPartOfOrder(
  context: ServiceContext,
  { tenant, limit, from, orderId }: ListRequest & { readonly orderId: string },
): Promise<ListPart> {
  const found = await ofOrders(context, tenant, [orderId]);
  return partOf(unseen(found, from?.id), limit, undefined);
}

function partOf(
  found: readonly NotificationDocument[],
  limit: number,
  next: ListPlace | undefined,
): ListPart {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  return { items, next: more ? { orderId: last.orderId, id: last.id } : next };
}

function unseen(
  found: readonly NotificationDocument[],
  lastSeen: string | undefined,
): readonly NotificationDocument[] {
  if (lastSeen === undefined) return found;
  return found.slice(found.findIndex(({ id }) => id === lastSeen) + 1);
}

async function ordersFrom(
  context: ServiceContext,
  given: { readonly tenant: string; readonly atOnce: number; readonly from: string },
): Promise<{ readonly orders: readonly string[]; readonly following: string | undefined }> {
  const rows = await context.views.query<{ order_id: string }>(
    `SELECT order_id FROM notification_orders
     WHERE tenant = $1 AND order_id <= $2 ORDER BY order_id DESC LIMIT $3`,
    [given.tenant, given.from, given.atOnce + 1],
  );
  const ids = rows.map((row) => row.order_id);
  return { orders: ids.slice(0, given.atOnce), following: ids[given.atOnce] };
}

async function ofOrders(
  context: ServiceContext,
  tenant: string,
  orders: readonly string[],
): Promise<NotificationDocument[]> {
  const found = await Promise.all(orders.map((orderId) => context.state(notification, orderId)));
  return orders.flatMap((orderId, index) => {
    const state = found[index]?.state;
    return state === undefined || state.tenant !== tenant ? [] : notificationsOf(orderId, state);
  });
}
