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
  /** Further deliveries that people asked for, by their ids. */
  readonly resends: ReadonlyMap<string, ResendLedger>;
}

export interface ResendLedger {
  readonly kind: NotificationKind;
  readonly requested: number;
  readonly ended: number;
}

export function foldNotifications(events: readonly LogEvent[]): NotificationLedger {
  const sent = new Map<NotificationKind, number>();
  const failed = new Set<NotificationKind>();
  const held = new Set<NotificationKind>();
  const resends = new Map<string, ResendLedger>();
  for (const event of events) {
    const { kind, resendId } = event.data as {
      readonly kind: NotificationKind;
      readonly resendId?: string;
    };
    if (resendId !== undefined) {
      const before = resends.get(resendId) ?? { kind, requested: 0, ended: 0 };
      const counts = event.type === "ResendRequested" ? "requested" : "ended";
      resends.set(resendId, { ...before, [counts]: before[counts] + 1 });
    }
    if (event.type === "NotificationSent") sent.set(kind, (sent.get(kind) ?? 0) + 1);
    if (event.type === "NotificationFailed") failed.add(kind);
    if (event.type === "NotificationHeld") held.add(kind);
  }
  return { sent, failed, held, resends };
}
