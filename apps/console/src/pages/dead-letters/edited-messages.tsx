import { Card, Code, Text, Title } from "@mantine/core";
import { Moment } from "../../parts/moment.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { useEdits, type Edit } from "./dead-letter-calls.ts";
import { changesOf } from "./changes.ts";

/** What people had handled in another form than the one in the log, for one key. Nothing when there is none. */
export function EditedMessages({ ofKey }: { readonly ofKey: string }) {
  const { data, error } = useEdits(ofKey);
  if (data === undefined || data.length === 0) return <ProblemAlert error={error} />;
  return (
    <section aria-labelledby="edited">
      <Title order={2} id="edited" mt="lg" mb="xs">
        Edited messages
      </Title>
      {data.map((edit) => (
        <EditCard
          key={`${edit.consumer}/${edit.source}/${edit.position}/${edit.edit}`}
          edit={edit}
        />
      ))}
    </section>
  );
}

function EditCard({ edit }: { readonly edit: Edit }) {
  const { type, consumer, source, position, by, at, reason } = edit;
  return (
    <Card withBorder p="sm" mb="xs" maw={860}>
      <Text size="sm">
        {type} for {consumer}, edited by {by}, <Moment at={at} />
        {reason === "" ? "" : `: ${reason}`}
      </Text>
      {changesOf(edit.before, edit.data).map(({ pointer, was, is }) => (
        <Text key={pointer} size="sm" style={{ overflowWrap: "anywhere" }}>
          <Code>{pointer}</Code> was {was === undefined ? "absent" : <Code>{was}</Code>}, is{" "}
          {is === undefined ? "absent" : <Code>{is}</Code>}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        The original stays in the log of {source}, position {position.toLocaleString("en")}.
      </Text>
    </Card>
  );
}
