import { testBreakages } from "../testing/breakages.ts";

testBreakages("N", {
  "a notification sent twice": ["N/sent-twice ord_1", (shop) => shop.notify("ord_1", "placed")],
  "a notification sent after it was refused for good": [
    "N/sent-twice ord_1",
    (shop) => shop.notify("ord_1", "confirmed", "NotificationFailed"),
  ],
  "a notification that was due and not sent": [
    "N/not-sent ord_3",
    (shop) => {
      shop.placed("ord_3");
      const { log } = shop.log("notifications");
      log.splice(
        log.findIndex((event) => event.stream === "notification-ord_3"),
        1,
      );
    },
  ],
  "a notification held for an order that is known": [
    "N/not-sent ord_1",
    (shop) => {
      const sent = shop
        .log("notifications")
        .log.find(({ data }) => (data as { kind: string }).kind === "dispatched")!;
      sent.type = "NotificationHeld";
    },
  ],
  "a resend that was sent twice": [
    "N/resent-twice ord_1",
    (shop) => {
      shop.resend("ord_1", "placed", "ResendRequested");
      shop.resend("ord_1", "placed", "NotificationResent");
      shop.resend("ord_1", "placed", "NotificationResent");
    },
  ],
  "a resend that nobody asked for": [
    "N/resent-twice ord_1",
    (shop) => shop.resend("ord_1", "placed", "NotificationResent"),
  ],
  "a resend of what was never sent": [
    "N/resent-before-sent ord_1",
    (shop) => shop.resend("ord_1", "cancelled", "ResendRequested"),
  ],
  "a notification of what never happened": [
    "N/sent-without-cause ord_1",
    (shop) => shop.notify("ord_1", "cancelled"),
  ],
});
