import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconHourglass } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { counted } from "../../parts/counted.ts";
import { Moment } from "../../parts/moment.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { useParked, type Order, type Process } from "./order-calls.ts";

interface WaitingProps {
  readonly order: Order;
  readonly process: Process | undefined;
}

/** What the order waits for: an answer, the next attempt, or a person. Nothing when it waits for nothing. */
export function Waiting({ order, process }: WaitingProps) {
  const { data: parked = [], error } = useParked(order.id);
  return (
    <Stack gap="xs" role="status">
      <ProblemAlert error={error} />
      {process === undefined ? null : <ProcessWaits process={process} />}
      {parked.map((letter) => {
        const dead = letter.status === "dead";
        return (
          <Notice key={letter.id} bad={dead}>
            <strong>{letter.consumer}</strong> {dead ? "gave up on" : "could not handle"}{" "}
            {letter.type} after {counted(letter.attempts, "attempt")}: {letter.error} ({letter.code}
            ).{" "}
            {letter.nextAttemptAt === null ? null : (
              <>
                Next attempt <Moment at={letter.nextAttemptAt} />.{" "}
              </>
            )}
            {letter.behind > 0
              ? `${counted(letter.behind, "message waits", "messages wait")} behind it. `
              : ""}
            <Anchor component={Link} to={`/dead-letters/${letter.id}`} size="sm">
              The message
            </Anchor>
          </Notice>
        );
      })}
    </Stack>
  );
}

function ProcessWaits({ process }: { readonly process: Process }) {
  const { state, step, attempt, dueAt, reason } = process;
  if (state === "completed" || state === "cancelled") return null;
  const current = process.steps.find(({ name }) => name === step);
  const undoing = current?.status === "undoing";
  const awaited = undoing ? current?.compensation?.done : current?.succeeds;
  const why =
    reason === undefined ? "" : ` It goes back because of: ${reason.replaceAll("_", " ")}.`;
  if (state === "stuck") {
    return (
      <Notice bad>
        Checkout has tried everything at <strong>{step}</strong> and waits for a person: retry it,
        or call it off.{why}
      </Notice>
    );
  }
  return (
    <Notice bad={false}>
      Checkout waits at <strong>{undoing ? `undo ${step}` : step}</strong> for{" "}
      {awaited?.join(" or ") ?? "an answer"}, attempt {attempt}.{why}
      {dueAt === undefined ? null : (
        <>
          {" "}
          Acts by itself <Moment at={dueAt} />.
        </>
      )}
    </Notice>
  );
}

function Notice({ bad, children }: { readonly bad: boolean; readonly children: ReactNode }) {
  const icon = bad ? <IconAlertTriangle size={17} /> : <IconHourglass size={17} />;
  return (
    <Alert color={bad ? "red" : "blue"} p="xs" icon={icon}>
      <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
        {children}
      </Text>
    </Alert>
  );
}
