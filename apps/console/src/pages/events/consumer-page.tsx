import { Alert, Anchor, SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import { Link, useParams } from "react-router";
import { isStatus } from "../../api/problem.ts";
import { counted } from "../../parts/counted.ts";
import { durationText } from "../../parts/duration.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { Panel } from "../overview/panel.tsx";
import { TimeChart } from "../overview/time-chart.tsx";
import { ChangeConsumer } from "./change-consumer.tsx";
import { useConsumer, type ConsumerDetail } from "./consumer-calls.ts";
import { Members, Sources } from "./consumer-tables.tsx";
import { PauseNote } from "./pause-note.tsx";

export function ConsumerPage() {
  const { consumer = "" } = useParams();
  const { data, error, isPending } = useConsumer(consumer);
  return (
    <Page
      title={consumer}
      above={
        <Anchor component={Link} to="/events/consumers" size="sm">
          Consumers
        </Anchor>
      }
      actions={data === undefined ? null : <ChangeConsumer consumer={data} />}
    >
      {isStatus(error, 404) ? (
        <EmptyState title="There is no such consumer">Check its name in the list.</EmptyState>
      ) : (
        <ProblemAlert error={error} />
      )}
      {isPending ? <Skeleton height={320} /> : null}
      {data === undefined ? null : <Detail consumer={data} />}
    </Page>
  );
}

function Detail({ consumer }: { readonly consumer: ConsumerDetail }) {
  const { pause, status, messages, seconds, handled, failed, parkedKeys } = consumer;
  return (
    <Stack gap="md">
      {pause === null ? null : (
        <Alert
          color="orange"
          icon={<IconPlayerPause size={18} />}
          title="Paused by a person"
          p="xs"
        >
          <PauseNote pause={pause} />
        </Alert>
      )}
      <Facts
        label="The consumer"
        facts={[
          ["Status", <StatusBadge key="status" status={status} />],
          ["What it does", purposes[consumer.kind](consumer.service)],
          [
            "Behind",
            messages === 0
              ? "nothing waits"
              : `${counted(messages, "message")}, the oldest for ${durationText(seconds * 1_000)}`,
          ],
          [
            "Handled",
            `${handled.toLocaleString("en")} since its members started, of which ${failed.toLocaleString("en")} failed`,
          ],
          ["Keys parked", parkedKeys.toLocaleString("en")],
        ]}
      />
      <History history={consumer.history} now={consumer} />
      <Sources sources={consumer.sources} />
      <Members members={consumer.members} />
    </Stack>
  );
}

const colours = {
  messages: { light: "#1c6f84", dark: "#54a8be" },
  seconds: { light: "#6741d9", dark: "#b197fc" },
};
const countText = (value: number) => Math.round(value).toLocaleString("en");
const secondsText = (value: number) => durationText(value * 1_000);

function History({
  history: { from, stepSeconds, messages, seconds },
  now,
}: Pick<ConsumerDetail, "history"> & { readonly now: ConsumerDetail }) {
  const times = messages.map((_, index) => from / 1_000 + index * stepSeconds);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel title="Messages behind">
        <TimeChart
          label={`Messages behind in the last hour: now ${countText(now.messages)}`}
          times={times}
          text={countText}
          least={10}
          lines={[{ name: "Messages", colour: colours.messages, values: messages }]}
        />
      </Panel>
      <Panel title="Age of the oldest message">
        <TimeChart
          label={`Age of the oldest message in the last hour: now ${secondsText(now.seconds)}`}
          times={times}
          text={secondsText}
          least={1}
          lines={[{ name: "Oldest", colour: colours.seconds, values: seconds }]}
        />
      </Panel>
    </SimpleGrid>
  );
}

const purposes = {
  reactions: (service) => `reactions and views of ${service}`,
  activity: (service) => `calls of the outside, for ${service}`,
  relay: (service) => `publishes the log of ${service} to the broker`,
} as const satisfies Record<ConsumerDetail["kind"], (service: string) => string>;
