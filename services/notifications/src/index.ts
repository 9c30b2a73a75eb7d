export { notifications, type NotificationsOptions } from "./service.ts";
export { endpoint, type EndpointCommand, type EndpointState } from "./domain/endpoint.ts";
export { notification } from "./domain/notification.ts";
export type { NotificationCommand, NotificationState } from "./domain/notification-state.ts";
export {
  smtpServer,
  smtpSettingsOf,
  type MailServer,
  type SmtpSettings,
} from "./mail/mail-server.ts";
export type { EventLogs } from "./webhooks/event-intake.ts";
export type { WebhookOptions } from "./webhooks/webhook-dispatcher.ts";
