import type { Finding } from "../findings.ts";
import type { CaseContext, OrderCase } from "./order-case.ts";
import { iso, orderIn } from "./replay.ts";

export interface Timer {
  readonly service: string;
  readonly stream: string;
  /** When the stream's state wants to be woken, in milliseconds since 1970. */
  readonly due: number | undefined;
}

/** T: a stream whose time has passed was woken, unless a parked message of its key holds it up. */
export function timer(
  { service, stream, due }: Timer,
  { reach, now, graceMs }: Pick<CaseContext, "reach" | "now" | "graceMs">,
): readonly Finding[] {
  if (due === undefined || due + graceMs >= now) return [];
  const subject = orderIn(stream);
  if (subject.order !== undefined && reach.isHeld(subject.order)) return [];
  const lateS = Math.round((now - due) / 1000);
  return [
    {
      check: "T",
      problem: "overdue",
      service,
      stream,
      ...subject,
      message: `it was to be woken at ${iso(due)}, ${lateS} s ago, and was not`,
    },
  ];
}

/** T: a checkout that waits has a deadline, or is stuck and thereby listed. */
export function deadline(order: OrderCase): readonly Finding[] {
  const { phase, step, due, stuck } = order.checkout;
  if ((phase !== "forward" && phase !== "backward") || stuck || due !== undefined) return [];
  const message = `its checkout is ${phase} at ${step} without a deadline and is not listed as stuck`;
  return [{ check: "T", problem: "no-deadline", order: order.id, service: "checkout", message }];
}
