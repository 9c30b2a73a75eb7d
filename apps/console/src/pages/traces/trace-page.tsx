import { Anchor, Group, Skeleton, Text } from "@mantine/core";
import { Link, useParams, useSearchParams } from "react-router";
import { isStatus } from "../../api/problem.ts";
import { counted } from "../../parts/counted.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { SpanPanel } from "./span-panel.tsx";
import { colourOf, lengthText } from "./span-tree.ts";
import { useTrace, type Trace } from "./trace-calls.ts";
import { Waterfall } from "./waterfall.tsx";

export function TracePage() {
  const { traceId = "" } = useParams();
  const { data: trace, error, isPending } = useTrace(traceId);
  const gone = isStatus(error, 404) || isStatus(error, 400);
  return (
    <Page
      title={trace?.name ?? "Trace"}
      above={
        <Anchor component={Link} to="/traces" size="sm">
          Traces
        </Anchor>
      }
    >
      {isPending ? <Skeleton height={320} aria-label="Loading" /> : null}
      {gone && trace === undefined ? (
        <EmptyState title="This trace is not held">
          It was not recorded, or has made way for newer ones: {traceId}
        </EmptyState>
      ) : null}
      {gone ? null : <ProblemAlert error={error} />}
      {trace === undefined ? null : <Known trace={trace} />}
    </Page>
  );
}

function Known({ trace }: { readonly trace: Trace }) {
  const [parameters, setParameters] = useSearchParams();
  const chosen = parameters.get("span") ?? undefined;
  const choose = (spanId: string | undefined) =>
    setParameters(spanId === undefined ? {} : { span: spanId }, { replace: true });
  const span = trace.spans.find(({ spanId }) => spanId === chosen);
  return (
    <>
      <Head trace={trace} />
      <Waterfall trace={trace} chosen={chosen} choose={choose} />
      {span === undefined ? null : <SpanPanel span={span} close={() => choose(undefined)} />}
    </>
  );
}

function Head({ trace }: { readonly trace: Trace }) {
  const { traceId, orderId, startedAt, durationMs, spanCount, errors, services, partial } = trace;
  return (
    <>
      <Group gap="4px 16px" mb="xs" mt={-8}>
        <IdLink id={traceId} />
        {orderId === null ? null : (
          <Anchor component={Link} to={`/orders/${orderId}`} size="sm">
            Its order
          </Anchor>
        )}
        <Anchor component={Link} to={`/logs?traceId=${traceId}`} size="sm">
          Its lines of the log
        </Anchor>
        <Text size="sm" c="dimmed">
          <Moment at={startedAt} />, {lengthText(durationMs)}, {counted(spanCount, "span")}
        </Text>
        {errors === 0 ? null : (
          <Text size="sm" c="red">
            {errors.toLocaleString("en")} failed
          </Text>
        )}
        {partial ? <Text size="sm">Its start is not held.</Text> : null}
      </Group>
      <Group gap="2px 12px" mb="sm" aria-label="Colours of the services" component="section">
        {services.map((service) => (
          <Group key={service} gap={5}>
            <i
              aria-hidden
              style={{
                width: 10,
                height: 10,
                borderRadius: 2,
                background: colourOf(service, services),
              }}
            />
            <Text size="xs">{service}</Text>
          </Group>
        ))}
      </Group>
    </>
  );
}
