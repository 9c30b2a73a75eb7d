import { Alert, Anchor, Box, Button, Skeleton, Title } from "@mantine/core";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { isStatus } from "../../api/problem.ts";
import { counted } from "../../parts/counted.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { KeyLink } from "../../parts/key-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { RawJson } from "../../parts/raw-json.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { Fields } from "../orders/story/fields.tsx";
import { addressOfCause } from "./cause.ts";
import { useLetter, type Detail } from "./dead-letter-calls.ts";
import { DropLetters } from "./drop-letters.tsx";
import { EditLetter } from "./edit-letter.tsx";
import { EditedMessages } from "./edited-messages.tsx";
import { Failures } from "./failures.tsx";
import { ReplayLetters } from "./replay-letters.tsx";
import { Replays } from "./replays.tsx";

export function LetterPage() {
  const { id = "" } = useParams();
  const { data, error, isPending } = useLetter(id);
  const [action, setAction] = useState<"replay" | "drop">();
  const close = () => setAction(undefined);
  const [parameters, setParameters] = useSearchParams();
  const editing = parameters.has("edit");
  const edit = (isOpen: boolean) => setParameters(isOpen ? { edit: "" } : {}, { replace: true });
  const [sent, setSent] = useState(false);
  const gone = isStatus(error, 404);
  const canAct = !gone && data?.status === "dead";
  return (
    <Page
      title={id}
      above={
        <Anchor
          component={Link}
          to={data === undefined ? "/dead-letters" : addressOfCause(data)}
          size="sm"
        >
          {data === undefined ? "Dead letters" : `Dead letters · ${data.code}`}
        </Anchor>
      }
      actions={
        <>
          <Button disabled={!canAct} onClick={() => setAction("replay")}>
            Replay
          </Button>
          <Button variant="default" disabled={!canAct || editing} onClick={() => edit(true)}>
            Edit and replay
          </Button>
          <Button variant="default" disabled={!canAct} onClick={() => setAction("drop")}>
            Drop
          </Button>
        </>
      }
    >
      {gone ? (
        <EmptyState title="It is not there any more">
          {data === undefined
            ? "It was handled or dropped."
            : "It was handled or dropped just now."}
        </EmptyState>
      ) : (
        <ProblemAlert error={error} />
      )}
      {isPending ? <Skeleton height={240} /> : null}
      {sent ? (
        <Alert role="status" color="green" mb="md" withCloseButton onClose={() => setSent(false)}>
          The edited message is tried now. What comes of it stands under Replays.
        </Alert>
      ) : null}
      {editing && canAct ? (
        <EditLetter
          id={id}
          onClose={() => edit(false)}
          onDone={() => {
            setSent(true);
            edit(false);
          }}
        />
      ) : null}
      {data !== undefined && !gone ? <LetterDetail letter={data} /> : null}
      {data === undefined ? null : <EditedMessages ofKey={data.key} />}
      <Replays />
      {action === "replay" ? <ReplayLetters chosen={{ ids: [id] }} onClose={close} /> : null}
      {action === "drop" ? <DropLetters ids={[id]} onClose={close} /> : null}
    </Page>
  );
}

function LetterDetail({ letter }: { readonly letter: Detail }) {
  const { nextAttemptAt, recordedAt, data } = letter;
  return (
    <>
      <Alert color={letter.status === "dead" ? "red" : "blue"} title={letter.code} mb="md">
        {letter.error}
      </Alert>
      <Facts
        label="The letter"
        facts={[
          ["Status", <StatusBadge key="status" status={letter.status} />],
          ["Key", <KeyLink key="key" id={letter.key} />],
          ["Consumer", `${letter.consumer} of the service ${letter.service}`],
          ["Attempts", letter.attempts],
          ["Parked", <Moment key="parked" at={letter.parkedAt} />],
          ...(nextAttemptAt === null
            ? []
            : [["Next attempt", <Moment key="next" at={nextAttemptAt} />] satisfies Fact]),
          ["Behind it", `${counted(letter.behind, "message")} of the same key`],
        ]}
      />
      <Title order={2} mt="lg" mb="xs">
        {letter.type === "" ? "Message" : letter.type}
      </Title>
      <Facts label="The message" facts={messageFacts(letter, recordedAt)} />
      <Title order={3} fz={14} mt="md" mb="xs">
        What it says
      </Title>
      <Box maw={860} mb="sm" style={{ overflowX: "auto" }}>
        <Fields value={data} />
      </Box>
      <RawJson value={letter} />
      <Failures failures={letter.failures} />
    </>
  );
}

function messageFacts(letter: Detail, recordedAt: string | null): readonly Fact[] {
  return [
    ["Recorded", recordedAt === null ? "at no known time" : <Moment key="at" at={recordedAt} />],
    ["Log", `${letter.source}, position ${letter.position.toLocaleString("en")}`],
    ["Stream", <IdLink key="stream" id={letter.stream} />],
    ["Caused by", <IdLink key="cause" id={letter.causedBy} />],
    ["Correlation id", <IdLink key="correlation" id={letter.correlationId} />],
  ];
}
