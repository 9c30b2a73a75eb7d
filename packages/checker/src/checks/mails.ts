import type { NotificationKind } from "@waybill/contracts";
import type { Finding } from "../findings.ts";
import { notificationKinds, type ResendLedger } from "../ledgers/notification-ledger.ts";
import type { LogEvent } from "../sources.ts";
import { eventsOf, type CaseContext, type OrderCase, type OrderService } from "./order-case.ts";

interface Cause {
  readonly service: OrderService;
  readonly is: (event: LogEvent) => boolean;
}

/** What makes a notification due. */
const causes: Readonly<Record<NotificationKind, Cause>> = {
  placed: { service: "orders", is: ({ type }) => type === "OrderPlaced" },
  confirmed: { service: "orders", is: ({ type }) => type === "OrderConfirmed" },
  cancelled: { service: "orders", is: ({ type }) => type === "OrderCancelled" },
  dispatched: {
    service: "fulfilment",
    is: ({ type, data }) =>
      type === "ShipmentDispatched" && (data as { readonly remaining: number }).remaining === 0,
  },
};

/**
 * N: exactly one notification for each kind that is due. Due is what notifications has taken from
 * its source and has not parked: then its mail is sent, or refused for good.
 */
export function mails(order: OrderCase, context: CaseContext): readonly Finding[] {
  const problems = [
    ...notificationKinds.map((kind) => problemOf(order, kind, context)),
    ...[...order.notifications.resends].map(([id, resend]) => resendProblem(order, id, resend)),
  ];
  return problems.flatMap((problem): Finding[] =>
    problem === undefined
      ? []
      : [{ check: "N", order: order.id, problem: problem[0], message: problem[1] }],
  );
}

/** A resend is a delivery more of what was sent or refused before; it is asked for and ends once. */
function resendProblem(
  { notifications: { sent, failed } }: OrderCase,
  id: string,
  { kind, requested, ended }: ResendLedger,
): Problem | undefined {
  if (requested !== 1 || ended > 1)
    return [
      "resent-twice",
      `resend ${id} was asked for ${requested} times and ended ${ended} times`,
    ];
  if (!sent.has(kind) && !failed.has(kind))
    return ["resent-before-sent", `resend ${id} is of "${kind}", which was never sent`];
  return undefined;
}

type Problem = readonly [problem: string, message: string];

function problemOf(
  order: OrderCase,
  kind: NotificationKind,
  { reach }: CaseContext,
): Problem | undefined {
  const { sent, failed, held } = order.notifications;
  const count = sent.get(kind) ?? 0;
  const cause = causes[kind];
  const event = eventsOf(order, cause.service).find((each) =>
    cause.is(reach.asHandled("notifications", cause.service, each)),
  );
  if (count + (failed.has(kind) ? 1 : 0) > 1) {
    const also = failed.has(kind) ? " and once refused" : "";
    return ["sent-twice", `"${kind}" was sent ${count} times${also}`];
  }
  if (count > 0 && event === undefined)
    return ["sent-without-cause", `"${kind}" was sent and nothing made it due`];
  if (count > 0 || failed.has(kind) || event === undefined) return undefined;
  if (!reach.handled("notifications", cause.service, event)) return undefined;
  // Without the order itself nobody is known to write to; it waits for that.
  const [placed] = eventsOf(order, "orders");
  if (held.has(kind) && (placed === undefined || !reach.handled("notifications", "orders", placed)))
    return undefined;
  return ["not-sent", `"${kind}" is due since ${event.type} and was not sent`];
}
