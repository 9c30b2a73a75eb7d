import type { CheckoutFacts } from "@waybill/contracts";
import {
  describeProcess,
  drawProcess,
  stepStatuses,
  type Process,
  type ProcessState,
} from "@waybill/kit";
import Type, { type Static } from "typebox";
import { phaseOf } from "./views.ts";

export const processStates = [
  "running",
  "compensating",
  "stuck",
  "completed",
  "cancelled",
] as const;

const State = Type.Enum([...processStates], {
  description: "`stuck`: it has used up its attempts and waits for a person; retry or cancel it.",
});
const summary = {
  orderId: Type.String(),
  state: State,
  step: Type.String({
    description: "The step that runs or is being undone; in the end the last one.",
  }),
  attempt: Type.Integer({ description: "How often the outstanding request was sent." }),
  dueAt: Type.Optional(
    Type.String({ format: "date-time", description: "When it acts by itself if no answer comes." }),
  ),
  reason: Type.Optional(
    Type.String({ description: "Why it goes or went back: `payment_declined`, `out_of_stock` …" }),
  ),
};

export const ProcessSummary = Type.Object(summary, { title: "ProcessSummary" });

const StepDocument = Type.Object({
  name: Type.String(),
  status: Type.Enum(["ahead", "running", "done", "undoing", "undone"]),
  request: Type.Optional(Type.String()),
  succeeds: Type.Array(Type.String()),
  fails: Type.Array(Type.String()),
  deadlineSeconds: Type.Number(),
  onDeadline: Type.Enum(["compensate", "resend"]),
  compensation: Type.Optional(
    Type.Object({ request: Type.String(), done: Type.Array(Type.String()) }),
  ),
});

export const ProcessDocument = Type.Object(
  {
    ...summary,
    version: Type.Integer(),
    steps: Type.Array(StepDocument),
    drawing: Type.String({ description: "A flowchart in Mermaid's text form." }),
  },
  { title: "Process" },
);

export function summaryOf(
  orderId: string,
  state: ProcessState<CheckoutFacts>,
): Static<typeof ProcessSummary> {
  return {
    orderId,
    state: state.stuck ? "stuck" : (phaseOf(state) ?? "running"),
    step: state.step,
    attempt: state.attempt,
    ...(state.due === undefined ? {} : { dueAt: new Date(state.due).toISOString() }),
    ...(state.reason === undefined ? {} : { reason: state.reason }),
  };
}

export function documentOf(
  checkout: Process<CheckoutFacts>,
  at: {
    readonly orderId: string;
    readonly state: ProcessState<CheckoutFacts>;
    readonly version: number;
  },
): Static<typeof ProcessDocument> {
  const description = describeProcess(checkout.definition);
  const statuses = stepStatuses(checkout.definition, at.state);
  return {
    ...summaryOf(at.orderId, at.state),
    version: at.version,
    steps: description.steps.map(
      ({ deadlineMs, succeeds, fails, compensation, ...step }, index) => ({
        ...step,
        status: statuses[index] ?? "ahead",
        succeeds: [...succeeds],
        fails: [...fails],
        deadlineSeconds: deadlineMs / 1000,
        ...(compensation === undefined
          ? {}
          : { compensation: { request: compensation.request, done: [...compensation.done] } }),
      }),
    ),
    drawing: drawProcess(description, at.state),
  };
}
