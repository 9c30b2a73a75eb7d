import { service, type Cursors, type ServiceContext, type ServiceModule } from "@waybill/kit";
import { mailActivity } from "./activities/mail.ts";
import { contactReactions, outboxReactions } from "./domain/due-notifications.ts";
import { endpoint, endpointsView } from "./domain/endpoint.ts";
import { notification } from "./domain/notification.ts";
import type { MailServer } from "./mail/mail-server.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { notificationRoutes } from "./routes/notifications.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { notificationOrdersView } from "./views.ts";
import { WebhookDispatcher, type WebhookOptions } from "./webhooks/webhook-dispatcher.ts";

export interface NotificationsOptions {
  readonly cursors: Cursors;
  /** Without one, mails go to the outbox: they are written down and shown, not sent. */
  readonly mailServer?: MailServer;
  readonly webhooks: WebhookOptions;
}

/** Mails to customers, one of a kind for each order, and signed webhooks to other systems. */
export function notifications(options: NotificationsOptions): ServiceModule {
  const { cursors, mailServer } = options;
  let dispatcher: WebhookDispatcher | undefined;
  const dispatcherOf = (context: ServiceContext): WebhookDispatcher =>
    (dispatcher ??= new WebhookDispatcher(context, options.webhooks));
  return {
    service: service({
      name: "notifications",
      deciders: [notification, endpoint],
      reactions: mailServer === undefined ? outboxReactions : contactReactions,
      activities: mailServer === undefined ? [] : [mailActivity(mailServer)],
      views: [notificationOrdersView, endpointsView],
      migrations: new URL("../migrations/", import.meta.url),
    }),
    routes(context) {
      const webhooks = { context, cursors, dispatcher: dispatcherOf(context) };
      return [
        ...notificationRoutes({
          context,
          cursors,
          channel: mailServer === undefined ? "outbox" : "smtp",
        }),
        ...webhookRoutes(webhooks),
        ...deliveryRoutes(webhooks),
      ];
    },
    start: (context) => dispatcherOf(context).start(),
    stop: async () => dispatcher?.stop(),
    close: () => mailServer?.close(),
  };
}
