import { OrderId, type NotificationKind } from "@waybill/contracts";
import {
  idempotencyOf,
  metaOf,
  pageQuery,
  pageSchema,
  replyOf,
  route,
  WaybillError,
  type Cursors,
  type Route,
  type ServiceContext,
} from "@waybill/kit";
import Type from "typebox";
import type {
  Channel,
  NotificationCommand,
  NotificationState,
} from "../domain/notification-state.ts";
import { notification } from "../domain/notification.ts";
import {
  notificationIdPattern,
  parseNotificationId,
  renderedNotification,
  NotificationDocument,
  RenderedNotification,
} from "../notification-document.ts";
import { listPart, listPartOfOrder, type ListPlace } from "../notification-list.ts";

export interface NotificationRoutesOptions {
  readonly context: ServiceContext;
  readonly cursors: Cursors;
  /** The way that mails go. */
  readonly channel: Channel;
}

const path = "/v1/notifications";

export function notificationRoutes(options: NotificationRoutesOptions): readonly Route[] {
  const { context } = options;
  return [
    listNotifications(options),
    getNotification(context),
    getMailDocument(context),
    resendNotification(options),
  ];
}

function listNotifications({ context, cursors }: NotificationRoutesOptions): Route {
  return route({
    method: "GET",
    path,
    operationId: "listNotifications",
    summary: "Notifications, those of the newest orders first",
    tag: "Notifications",
    roles: ["operator"],
    query: Type.Object({ ...pageQuery, orderId: Type.Optional(OrderId) }),
    responses: { 200: pageSchema(NotificationDocument) },
    async handle({ query: { orderId, limit, cursor }, context: { principal } }) {
      const { tenant } = principal;
      const scope = { tenant, route: path, filter: { orderId } };
      const from = cursor === undefined ? undefined : placeOf(cursors.decodeCursor(cursor, scope));
      const asked = { tenant, limit, from };
      const { items, next } =
        orderId === undefined
          ? await listPart(context, asked)
          : await listPartOfOrder(context, { ...asked, orderId });
      const nextCursor =
        next === undefined ? null : cursors.encodeCursor([next.orderId, next.id ?? ""], scope);
      const body = { items: [...items], nextCursor };
      return { status: 200, body };
    },
  });
}

const params = Type.Object({ id: Type.String({ pattern: notificationIdPattern }) });

function getNotification(context: ServiceContext): Route {
  return route({
    method: "GET",
    path: `${path}/:id`,
    operationId: "getNotification",
    summary: "One notification, with its mail",
    tag: "Notifications",
    roles: ["operator"],
    params,
    responses: { 200: RenderedNotification },
    async handle({ params: { id }, context: { principal } }) {
      return { status: 200, body: await rendered(context, principal.tenant, id) };
    },
  });
}

function getMailDocument(context: ServiceContext): Route {
  return route({
    method: "GET",
    path: `${path}/:id/html`,
    operationId: "getNotificationHtml",
    summary: "The HTML part of a notification's mail, in a sandbox",
    tag: "Notifications",
    roles: ["operator"],
    params,
    document: true,
    responses: { 200: Type.String() },
    async handle({ params: { id }, context: { principal } }) {
      const { html } = await rendered(context, principal.tenant, id);
      return { status: 200, document: html };
    },
  });
}

function resendNotification({ context, channel }: NotificationRoutesOptions): Route {
  return route({
    method: "POST",
    path: `${path}/:id/resend`,
    operationId: "resendNotification",
    summary: "Send a notification once more",
    description:
      "A further delivery of the same notification, under a Message-ID of its own, to the order's contact as it is now; also of one that was refused. Durable when answered, and then sent; the delivery is `pending` until then. One at a time: 409 `resend-under-way`.",
    tag: "Notifications",
    roles: ["operator"],
    idempotent: true,
    params,
    responses: { 202: RenderedNotification, 409: null },
    async handle({ params: { id }, context: request }) {
      await rendered(context, request.principal.tenant, id);
      const of = parseNotificationId(id);
      const command: NotificationCommand = {
        type: "resend",
        ...of,
        resendId: context.ids.make("rsd"),
        channel,
      };
      const result = await context.execute({
        decider: notification,
        command,
        meta: metaOf(request),
        ...idempotencyOf(request),
        respond: (_stream, state) => ({ status: 202, body: shown(of, state as NotificationState) }),
      });
      return replyOf(result);
    },
  });
}

function shown(
  { orderId, kind }: { readonly orderId: string; readonly kind: NotificationKind },
  state: NotificationState,
): RenderedNotification {
  const found = renderedNotification(orderId, kind, state);
  if (found === undefined) throw notificationNotFound(`${kind} of ${orderId}`);
  return found;
}

/** @throws {WaybillError} 404 `notification-not-found` */
async function rendered(
  context: ServiceContext,
  tenant: string,
  id: string,
): Promise<RenderedNotification> {
  const { orderId, kind } = parseNotificationId(id);
  const state = (await context.state(notification, orderId))?.state;
  const found = state?.tenant === tenant ? renderedNotification(orderId, kind, state) : undefined;
  if (found !== undefined) return found;
  throw notificationNotFound(id);
}

function notificationNotFound(id: string): WaybillError {
  return new WaybillError(
    "notification-not-found",
    `There is no notification ${id}: check the id.`,
    { status: 404 },
  );
}

/** The cursor is signed, so it is what this list made it. */
function placeOf(value: unknown): ListPlace {
  const [orderId, id] = value as [string, string];
  return { orderId, id: id === "" ? undefined : id };
}
