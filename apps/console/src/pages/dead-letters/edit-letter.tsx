import { Alert, Button, Group, Skeleton, Stack, Text, Textarea, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { isStatus } from "../../api/problem.ts";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { RawJson } from "../../parts/raw-json.tsx";
import { editLetter, useDraft, useLettersChanged, type Draft } from "./dead-letter-calls.ts";

interface EditLetterProps {
  readonly id: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** The data of a letter as text, checked by its contract when it is sent. */
export function EditLetter(props: EditLetterProps) {
  const { data, error, isFetching, refetch } = useDraft(props.id);
  return (
    <section aria-labelledby="edit">
      <Title order={2} id="edit" mt="lg" mb="xs">
        Edit and replay
      </Title>
      <ProblemAlert error={error} />
      {error === null ? null : (
        <Button variant="default" mt="xs" mb="lg" onClick={props.onClose}>
          Back
        </Button>
      )}
      {data === undefined && error === null ? <Skeleton height={560} mb="lg" /> : null}
      {data === undefined || error !== null ? null : (
        <DraftForm
          key={data.edits}
          {...props}
          draft={data}
          reading={isFetching}
          onReadAgain={() => void refetch()}
        />
      )}
    </section>
  );
}

interface DraftFormProps extends EditLetterProps {
  readonly draft: Draft;
  readonly reading: boolean;
  readonly onReadAgain: () => void;
}

function DraftForm({ id, draft, reading, onReadAgain, onDone, onClose }: DraftFormProps) {
  const [text, setText] = useState(() => JSON.stringify(draft.data, undefined, 2));
  const [reason, setReason] = useState("");
  const changed = useLettersChanged();
  const parsed = parse(text);
  const send = useMutation({
    mutationFn: (data: unknown) => editLetter(id, { data, edits: draft.edits, reason }),
    async onSuccess() {
      await changed();
      onDone();
    },
  });
  const ready = "data" in parsed && reason.trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if ("data" in parsed && ready) send.mutate(parsed.data);
      }}
    >
      <Stack gap="sm" maw={860} mb="lg">
        <Text size="sm">
          What you send is handled once, in the place of the original, which stays in the log.
          Members that are secret are not shown, and stay as they are.
        </Text>
        <Textarea
          label="Data"
          description="JSON"
          autosize
          minRows={6}
          maxRows={24}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={text}
          error={"problem" in parsed ? parsed.problem : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Textarea
          label="Reason"
          description="Is kept with the change."
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ProblemAlert error={send.error} />
        {isStatus(send.error, 412) ? (
          <Alert color="orange" title="Somebody else has edited it since">
            Nothing of yours was sent.{" "}
            <Button size="compact-xs" variant="default" loading={reading} onClick={onReadAgain}>
              Read what it says now
            </Button>
          </Alert>
        ) : null}
        <Group gap="xs">
          <Button type="submit" loading={send.isPending} disabled={!ready}>
            Replay edited
          </Button>
          <Button variant="default" disabled={send.isPending} onClick={onClose}>
            Back
          </Button>
        </Group>
        <div>
          <Text size="sm">What the data has to be, as a JSON Schema:</Text>
          <RawJson value={draft.schema} />
        </div>
      </Stack>
    </form>
  );
}

function parse(text: string): { readonly data: unknown } | { readonly problem: string } {
  try {
    return { data: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "This is no JSON." };
  }
}
