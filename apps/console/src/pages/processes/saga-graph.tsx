import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client.ts";
import { durationText } from "../../parts/duration.ts";
import classes from "./saga-graph.module.css";

type Step = Schemas["ProcessDefinition"]["steps"][number] & {
  readonly status?: Schemas["Process"]["steps"][number]["status"];
};

interface SagaGraphProps {
  readonly steps: readonly Step[];
  /** Of an instance: how it stands. Without: the definition. */
  readonly state?: Schemas["Process"]["state"];
}

const marks: Readonly<Record<NonNullable<Step["status"]>, string>> = {
  ahead: "ahead",
  running: "under way",
  done: "done",
  undoing: "being undone",
  undone: "undone",
};

/** Steps forwards from left to right; beneath each what undoes it, which is gone through backwards. */
export function SagaGraph({ steps, state }: SagaGraphProps) {
  return (
    <ol className={classes["graph"]} aria-label="Steps of the process">
      {steps.map((step) => (
        <li key={step.name} className={classes["step"]}>
          <Forward step={step} stuck={state === "stuck"} />
          <Backward step={step} stuck={state === "stuck"} />
        </li>
      ))}
    </ol>
  );
}

interface BoxProps {
  readonly step: Step;
  readonly stuck: boolean;
}

function Forward({ step, stuck }: BoxProps) {
  const { name, request, succeeds, fails, status } = step;
  const current = status === "running";
  const onDeadline = step.onDeadline === "resend" ? "asks again" : "goes back";
  return (
    <div className={classes["box"]} data-status={current && stuck ? "stuck" : status}>
      <Title name={name} mark={status === undefined ? undefined : marks[status]} />
      <Line name="asks by">{request ?? "nothing: it is announced"}</Line>
      <Line name="on with">{succeeds.join(", ")}</Line>
      <Line name="back with">{fails.join(", ")}</Line>
      <Line name="waits">
        {durationText(step.deadlineSeconds * 1000)}, then {onDeadline}
      </Line>
    </div>
  );
}

function Backward({ step, stuck }: BoxProps) {
  const { compensation, status } = step;
  if (compensation === undefined) {
    return (
      <div className={classes["box"]} data-back data-nothing>
        <Text size="xs" c="dimmed">
          Undone by the steps before it
        </Text>
      </div>
    );
  }
  const undoing = status === "undoing";
  const stands = undoing || status === "undone" ? status : undefined;
  return (
    <div className={classes["box"]} data-back data-status={undoing && stuck ? "stuck" : stands}>
      <Title name={`undo ${step.name}`} mark={stands === undefined ? undefined : marks[stands]} />
      <Line name="asks by">{compensation.request}</Line>
      <Line name="done with">{compensation.done.join(", ")}</Line>
    </div>
  );
}

function Title({ name, mark }: { readonly name: string; readonly mark: string | undefined }) {
  return (
    <div className={classes["title"]}>
      <strong>{name}</strong>
      {mark === undefined ? null : <span>{mark}</span>}
    </div>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes["line"]}>
      <span>{name}</span>
      <span>{children}</span>
    </div>
  );
}
