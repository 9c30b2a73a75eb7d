import type { NotificationKind } from "@waybill/contracts";
import type { LogEvent } from "../sources.ts";

export const notificationKinds: readonly NotificationKind[] = [
  "placed",
  "confirmed",
  "dispatched",
  "cancelled",
];

export interface NotificationLedger {
  readonly sent: ReadonlyMap<NotificationKind, number>;
  readonly failed: ReadonlySet<NotificationKind>;
  readonly held: ReadonlySet<NotificationKind>;
}

export function foldNotifications(events: readonly LogEvent[]): NotificationLedger {
  const sent = new Map<NotificationKind, number>();
  const failed = new Set<NotificationKind>();
  const held = new Set<NotificationKind>();
  for (const event of events) {
    const { kind } = event.data as { readonly kind: NotificationKind };
    if (event.type === "NotificationSent") sent.set(kind, (sent.get(kind) ?? 0) + 1);
    if (event.type === "NotificationFailed") failed.add(kind);
    if (event.type === "NotificationHeld") held.add(kind);
  }
  return { sent, failed, held };
}
