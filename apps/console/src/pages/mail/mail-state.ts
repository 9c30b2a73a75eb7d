import type { Schemas } from "../../api/client.ts";

type Delivery = Schemas["NotificationDelivery"];
interface DeliveryState extends Pick<Delivery, "status"> {
  readonly channel?: Delivery["channel"] | undefined;
}
type Mail = Schemas["Notification"];

/** For the API, what was put into the outbox is sent; but without a mail server nobody got it. */
const writtenDown = "written-down";

export function deliveryState({ status, channel }: DeliveryState): string {
  return status === "sent" && channel === "outbox" ? writtenDown : status;
}

/** Sent as soon as one of its deliveries went to a mail server. */
export function mailState({ status, deliveries }: Pick<Mail, "status" | "deliveries">): string {
  if (status !== "sent") return status;
  return deliveries.map(deliveryState).includes("sent") ? status : writtenDown;
}
