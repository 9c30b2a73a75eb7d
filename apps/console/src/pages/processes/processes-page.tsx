import { SegmentedControl, Skeleton, Text, Title } from "@mantine/core";
import { useSearchParams } from "react-router";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useNow } from "../../parts/use-now.ts";
import {
  useProcessDefinitions,
  useProcessList,
  type ProcessRow,
  type ProcessState,
} from "./process-calls.ts";
import { SagaGraph } from "./saga-graph.tsx";

const states: readonly ProcessState[] = [
  "stuck",
  "compensating",
  "running",
  "completed",
  "cancelled",
];
const columns: readonly Column<ProcessRow>[] = [
  { title: "Order", cell: ({ orderId }) => <IdLink id={orderId} to={`/orders/${orderId}`} /> },
  { title: "State", cell: ({ state }) => <StatusBadge status={state} /> },
  { title: "Step", cell: ({ step }) => step },
  { title: "Attempt", align: "right", cell: ({ attempt }) => attempt },
  { title: "Acts by itself", cell: ({ dueAt }) => (dueAt === undefined ? "" : <Due at={dueAt} />) },
  { title: "Why it went back", cell: ({ reason }) => reason?.replaceAll("_", " ") ?? "" },
];

const refreshMs = 5_000;

/** A deadline; one that has passed stands out. */
function Due({ at }: { readonly at: string }) {
  const now = useNow(refreshMs);
  if (Date.parse(at) > now) return <Moment at={at} />;
  return (
    <Text span size="sm" c="red" fw={600}>
      <Moment at={at} />, overdue
    </Text>
  );
}

export function ProcessesPage() {
  const [parameters, setParameters] = useSearchParams();
  const { data: definitions, error } = useProcessDefinitions();
  const open = definitions?.[0]?.open;
  const asked = states.find((each) => each === parameters.get("state"));
  const counts: Readonly<Record<string, number | undefined>> = { ...open };
  const options = [undefined, ...states].map((state) => {
    const count = state === undefined ? undefined : counts[state];
    return {
      value: state ?? "all",
      label: `${state ?? "all"}${count === undefined ? "" : ` ${count.toLocaleString("en")}`}`,
    };
  });
  const someStuck = asked === undefined && (open?.stuck ?? 0) > 0;
  return (
    <Page title="Processes">
      <ProblemAlert error={error} />
      {definitions === undefined && error === null ? (
        <Skeleton h={{ base: 834, md: 276 }} mb="md" />
      ) : null}
      {definitions?.map(({ name, steps }) => (
        <section key={name} aria-label={`Definition of ${name}`}>
          <Title order={2} mb={6} tt="capitalize">
            {name}
          </Title>
          <SagaGraph steps={steps} />
        </section>
      ))}
      <SegmentedControl
        my="md"
        size="xs"
        aria-label="State"
        style={{ flexWrap: "wrap" }}
        data={options}
        value={asked ?? "all"}
        onChange={(value) => setParameters(value === "all" ? {} : { state: value })}
      />
      {someStuck ? <Stuck /> : null}
      <List state={asked} />
    </Page>
  );
}

function Stuck() {
  return (
    <section aria-label="Stuck">
      <Title order={2} mb={4}>
        Waiting for a person
      </Title>
      <List state="stuck" />
      <Title order={2} mt="md" mb={4}>
        All
      </Title>
    </section>
  );
}

function List({ state }: { readonly state: ProcessState | undefined }) {
  const list = useProcessList(state);
  return (
    <CursorTable
      label={`Processes: ${state ?? "all"}`}
      list={list}
      columns={columns}
      rowKey={({ orderId }) => orderId}
      empty={
        <EmptyState title={state === undefined ? "No processes yet" : `None is ${state}`}>
          A process begins with each order.
        </EmptyState>
      }
    />
  );
}
