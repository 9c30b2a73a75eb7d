import { Button } from "@mantine/core";
import { useState } from "react";
import { ConfirmAction, type ActionRun } from "../../parts/confirm-action.tsx";
import { counted } from "../../parts/counted.ts";
import { changeConsumer, useConsumersChanged, type Consumer } from "./consumer-calls.ts";

interface ChangeConsumerProps {
  readonly consumer: Pick<Consumer, "consumer" | "pause">;
  readonly compact?: boolean;
}

/** Pauses a consumer, or has a paused one go on, after a confirmation. */
export function ChangeConsumer({ consumer, compact = false }: ChangeConsumerProps) {
  // What is confirmed stays the same while the list behind it changes.
  const [verb, setVerb] = useState<"pause" | "resume">();
  const next = consumer.pause === null ? "pause" : "resume";
  return (
    <>
      <Button
        variant="default"
        {...(compact ? { size: "compact-xs" } : {})}
        aria-label={`${wordOf(next)} ${consumer.consumer}`}
        onClick={() => setVerb(next)}
      >
        {wordOf(next)}
      </Button>
      {verb === undefined ? null : (
        <Confirm name={consumer.consumer} verb={verb} onClose={() => setVerb(undefined)} />
      )}
    </>
  );
}

interface ConfirmProps {
  readonly name: string;
  readonly verb: "pause" | "resume";
  readonly onClose: () => void;
}

function Confirm({ name, verb, onClose }: ConfirmProps) {
  const changed = useConsumersChanged();
  const run = async ({ reason }: ActionRun) => {
    const made = await changeConsumer(name, verb, reason);
    await changed();
    if (made.pause === null) {
      return `${name} goes on: ${counted(made.messages, "message waits", "messages wait")} for it.`;
    }
    return `${name} is paused; all processes obey within two seconds.`;
  };
  return (
    <ConfirmAction
      title={`${wordOf(verb)} ${name}`}
      says={
        verb === "pause"
          ? "It takes no further message, for all tenants and in all processes, until somebody resumes it, also after a restart. What is under way is finished; orders that need it wait."
          : "It takes up where it stopped, and works off what has waited."
      }
      verb={wordOf(verb)}
      dangerous={verb === "pause"}
      asksReason
      run={run}
      onClose={onClose}
    />
  );
}

function wordOf(verb: "pause" | "resume"): string {
  return verb === "pause" ? "Pause" : "Resume";
}
