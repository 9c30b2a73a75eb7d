import type { ProcessDefinition, ProcessState, Step } from "./process.ts";

export interface StepDescription {
  readonly name: string;
  /** Type of the event that asks for the step; absent where others act by themselves. */
  readonly request?: string;
  readonly succeeds: readonly string[];
  readonly fails: readonly string[];
  readonly deadlineMs: number;
  readonly onDeadline: "compensate" | "resend";
  readonly compensation?: { readonly request: string; readonly done: readonly string[] };
}

/** A way from one node to another. Nodes: `start`, `completed`, `cancelled`, `do:<step>`, `undo:<step>`. */
export interface EdgeDescription {
  readonly from: string;
  readonly to: string;
  readonly kind: "success" | "failure" | "deadline" | "compensated" | "cancel";
  /** Types of the events that take this way; empty for a deadline. */
  readonly on: readonly string[];
}

export interface ProcessDescription {
  readonly name: string;
  readonly steps: readonly StepDescription[];
  readonly edges: readonly EdgeDescription[];
}

export type StepStatus = "ahead" | "running" | "done" | "undoing" | "undone";

type Types = readonly { readonly contract: { readonly type: string } }[];

/** The process as data: its steps, and every way through it. */
export function describeProcess<Facts>(definition: ProcessDefinition<Facts>): ProcessDescription {
  return {
    name: definition.name,
    steps: definition.steps.map(describeStep),
    edges: [
      {
        from: "start",
        to: doing(definition, 0),
        kind: "success",
        on: [definition.start.contract.type],
      },
      ...definition.steps.flatMap((_, index) => edgesOf(definition, index)),
      {
        from: "completed",
        to: undoing(definition, definition.steps.length - 1),
        kind: "cancel",
        on: types(definition.cancels.filter(({ during }) => during === undefined)),
      },
    ],
  };
}

/** What became of each step in one instance, in the order of the definition. */
export function stepStatuses<Facts>(
  definition: ProcessDefinition<Facts>,
  state: ProcessState<Facts>,
): readonly StepStatus[] {
  const current = definition.steps.findIndex((each) => each.name === state.step);
  return definition.steps.map((_, index) => {
    if (state.phase === "completed") return "done";
    if (index > state.reached) return "ahead";
    if (state.phase === "cancelled") return "undone";
    if (index < current) return "done";
    if (state.phase === "forward") return "running";
    return index === current ? "undoing" : "undone";
  });
}

/**
 * The process as a flowchart in Mermaid's text form; with a state, the node where it is now stands
 * out. Compensations run upwards on the right of the steps that they undo.
 */
export function drawProcess(
  description: ProcessDescription,
  state?: Pick<ProcessState<unknown>, "phase" | "step" | "stuck">,
): string {
  const lines = [
    "flowchart TD",
    `  start([start])`,
    "  completed([completed])",
    "  cancelled([cancelled])",
  ];
  for (const { name, request, compensation } of description.steps) {
    lines.push(`  ${id(`do:${name}`)}[${label([name, request])}]`);
    if (compensation !== undefined) {
      lines.push(`  ${id(`undo:${name}`)}[${label([`undo ${name}`, compensation.request])}]`);
    }
  }
  for (const { from, to, kind, on } of description.edges) {
    const arrow = kind === "success" ? "-->" : "-.->";
    lines.push(`  ${id(from)} ${arrow}|${label(on.length === 0 ? [kind] : on)}| ${id(to)}`);
  }
  const current = state === undefined ? undefined : nodeOf(state);
  if (state !== undefined && current !== undefined) {
    lines.push(
      "  classDef current stroke-width:4px",
      "  classDef stuck stroke-width:4px,stroke:#c00",
    );
    lines.push(`  class ${id(current)} ${state.stuck ? "stuck" : "current"}`);
  }
  return `${lines.join("\n")}\n`;
}

function describeStep<Facts>(step: Step<Facts>): StepDescription {
  const { name, request, deadlineMs, onDeadline, compensation } = step;
  return {
    name,
    ...(request === undefined ? {} : { request: request.contract.type }),
    succeeds: types(step.succeeds),
    fails: types(step.fails),
    deadlineMs,
    onDeadline,
    ...(compensation === undefined
      ? {}
      : {
          compensation: {
            request: compensation.request.contract.type,
            done: types(compensation.done),
          },
        }),
  };
}

function edgesOf<Facts>(definition: ProcessDefinition<Facts>, index: number): EdgeDescription[] {
  const step = definition.steps[index];
  if (step === undefined) return [];
  const from = doing(definition, index);
  const edges: EdgeDescription[] = [
    { from, to: doing(definition, index + 1), kind: "success", on: types(step.succeeds) },
  ];
  if (step.fails.length > 0) {
    const to = undoing(definition, step.failsPartly === true ? index : index - 1);
    edges.push({ from, to, kind: "failure", on: types(step.fails) });
  }
  const back = undoing(definition, index);
  edges.push({ from, to: step.onDeadline === "resend" ? from : back, kind: "deadline", on: [] });
  const cancels = definition.cancels.filter(({ during }) => during?.includes(step.name) ?? true);
  if (cancels.length > 0) edges.push({ from, to: back, kind: "cancel", on: types(cancels) });
  if (step.compensation !== undefined) {
    edges.push({
      from: `undo:${step.name}`,
      to: undoing(definition, index - 1),
      kind: "compensated",
      on: types(step.compensation.done),
    });
  }
  return edges;
}

function doing<Facts>(definition: ProcessDefinition<Facts>, index: number): string {
  const step = definition.steps[index];
  return step === undefined ? "completed" : `do:${step.name}`;
}

/** Where going back begins when the steps up to this one may have happened. */
function undoing<Facts>(definition: ProcessDefinition<Facts>, from: number): string {
  for (let index = from; index >= 0; index--) {
    const step = definition.steps[index];
    if (step?.compensation !== undefined) return `undo:${step.name}`;
  }
  return "cancelled";
}

function nodeOf(state: Pick<ProcessState<unknown>, "phase" | "step">): string | undefined {
  const { phase, step } = state;
  if (phase === "forward") return `do:${step}`;
  if (phase === "backward") return `undo:${step}`;
  return phase === "completed" || phase === "cancelled" ? phase : undefined;
}

function types(replies: Types): string[] {
  return [...new Set(replies.map((each) => each.contract.type))];
}

function id(node: string): string {
  return node.replaceAll(/\W/g, "_");
}

function label(texts: readonly (string | undefined)[]): string {
  return `"${texts.filter((text) => text !== undefined).join("<br/>")}"`;
}
