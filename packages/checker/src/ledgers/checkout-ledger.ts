import type { ProcessMark } from "@waybill/contracts";
import type { LogEvent } from "../sources.ts";
import { Legality, type Illegal } from "./illegal.ts";

export interface CheckoutLedger {
  readonly phase: "none" | ProcessMark["phase"];
  readonly step: string;
  readonly due: number | undefined;
  readonly stuck: boolean;
  readonly opened: boolean;
  readonly illegal: readonly Illegal[];
}

type Phase = CheckoutLedger["phase"];

/** Forwards in this order, backwards in the reverse one. */
const steps = ["reserve", "authorize", "ship", "capture"];

const next: Readonly<Record<Phase, readonly Phase[]>> = {
  none: ["waiting", "forward"],
  waiting: ["waiting", "forward"],
  forward: ["forward", "backward", "completed", "cancelled"],
  backward: ["backward", "cancelled"],
  completed: ["backward", "cancelled"],
  cancelled: [],
};

export function foldCheckout(events: readonly LogEvent[]): CheckoutLedger {
  const legality = new Legality();
  let phase: Phase = "none";
  let step = "";
  let opened = false;
  let mark: ProcessMark | undefined;
  for (const event of events) {
    mark = (event.data as { readonly process: ProcessMark }).process;
    const known = Object.hasOwn(next, mark.phase);
    const fits = known && next[phase].includes(mark.phase);
    legality.require(fits, event, `the checkout cannot go from ${phase} to ${mark.phase}`);
    const before = steps.indexOf(step);
    const now = steps.indexOf(mark.step);
    if (phase === "forward" && mark.phase === "forward") {
      legality.require(
        now === before || now === before + 1,
        event,
        `it goes from ${step} to ${mark.step}`,
      );
    }
    if (phase === "backward" && mark.phase === "backward") {
      legality.require(now <= before, event, `it goes back from ${step} to ${mark.step}`);
    }
    if (mark.phase === "completed") {
      legality.require(
        phase === "forward" && before === steps.length - 1,
        event,
        `the last step was ${step}`,
      );
    }
    opened ||= event.type === "CheckoutOpened";
    if (known) ({ phase, step } = mark);
  }
  return {
    phase,
    step,
    due: mark?.due,
    stuck: mark?.stuck ?? false,
    opened,
    illegal: legality.illegal,
  };
}
