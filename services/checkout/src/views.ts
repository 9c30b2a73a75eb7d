import type { CheckoutFacts } from "@waybill/contracts";
import { stateView, type Process, type ProcessState, type View } from "@waybill/kit";

export type ProcessPhase = "running" | "compensating" | "completed" | "cancelled";

const phases: Readonly<Record<ProcessState<CheckoutFacts>["phase"], ProcessPhase | undefined>> = {
  none: undefined,
  waiting: undefined,
  forward: "running",
  backward: "compensating",
  completed: "completed",
  cancelled: "cancelled",
};

/** The phase as the API names it; `undefined` as long as the order itself has not been heard of. */
export function phaseOf(state: ProcessState<CheckoutFacts>): ProcessPhase | undefined {
  return phases[state.phase];
}

/** Narrow on purpose: going from step to step leaves the row as it is, so nothing is written. */
export function processRows(checkout: Process<CheckoutFacts>): View {
  return stateView(checkout.decider, {
    table: "processes",
    key: ["tenant", "order_id"],
    columns: { phase: "text", stuck: "boolean" },
    row(state, { key, tenant }) {
      const phase = phaseOf(state);
      return phase === undefined ? undefined : { tenant, order_id: key, phase, stuck: state.stuck };
    },
  });
}
