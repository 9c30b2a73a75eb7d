import type { CheckoutFacts } from "@waybill/contracts";
import {
  describeProcess,
  drawProcess,
  stepStatuses,
  type Process,
  type ProcessDescription,
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

const step = {
  name: Type.String(),
  request: Type.Optional(Type.String()),
  succeeds: Type.Array(Type.String()),
  fails: Type.Array(Type.String()),
  deadlineSeconds: Type.Number(),
  onDeadline: Type.Enum(["compensate", "resend"]),
  compensation: Type.Optional(
    Type.Object({ request: Type.String(), done: Type.Array(Type.String()) }),
  ),
};
const StepDocument = Type.Object({
  ...step,
  status: Type.Enum(["ahead", "running", "done", "undoing", "undone"]),
});

export const ProcessDefinitionDocument = Type.Object(
  {
    name: Type.String(),
    steps: Type.Array(Type.Object(step)),
    open: Type.Object(
      { running: Type.Integer(), compensating: Type.Integer(), stuck: Type.Integer() },
      { description: "How many have not ended." },
    ),
  },
  { title: "ProcessDefinition" },
);
export type ProcessDefinitionDocument = Static<typeof ProcessDefinitionDocument>;

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
    steps: stepsOf(description).map((each, index) => ({
      ...each,
      status: statuses[index] ?? "ahead",
    })),
    drawing: drawProcess(description, at.state),
  };
}

/** @param open how many of it have not ended, by state */
export function definitionOf(
  checkout: Process<CheckoutFacts>,
  open: ProcessDefinitionDocument["open"],
): ProcessDefinitionDocument {
  const description = describeProcess(checkout.definition);
  return { name: description.name, steps: stepsOf(description), open };
}

function stepsOf({ steps }: ProcessDescription): ProcessDefinitionDocument["steps"] {
  return steps.map(({ deadlineMs, succeeds, fails, compensation, ...rest }) => ({
    ...rest,
    succeeds: [...succeeds],
    fails: [...fails],
    deadlineSeconds: deadlineMs / 1000,
    ...(compensation === undefined
      ? {}
      : { compensation: { request: compensation.request, done: [...compensation.done] } }),
  }));
}
