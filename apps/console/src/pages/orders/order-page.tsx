import { Anchor, Group, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Link, useParams } from "react-router";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { isAway, ProblemAlert } from "../../parts/problem-alert.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { isStatus } from "../../api/problem.ts";
import { SagaGraph } from "../processes/saga-graph.tsx";
import { OrderActions } from "./actions/order-actions.tsx";
import { OrderAudit } from "./order-audit.tsx";
import {
  useNotifications,
  useOrder,
  useParked,
  usePayment,
  useProcess,
  type Order,
  type Process,
} from "./order-calls.ts";
import { LinesTable } from "./lines-table.tsx";
import { CustomerCard, MoneyCard, ShipmentsCard } from "./order-cards.tsx";
import { StorySection } from "./story/story-section.tsx";
import { TraceLink } from "./trace-link.tsx";
import { Waiting } from "./waiting.tsx";

export function OrderPage() {
  const { id = "" } = useParams();
  const { data: order, error, isPending } = useOrder(id);
  const missing = isStatus(error, 404) || isStatus(error, 400);
  if (order !== undefined) return <Known order={order} error={error} />;
  return (
    <Page title="Order" above={<Back />}>
      {isPending || isAway(error) ? <Skeleton height={240} aria-label="Loading" /> : null}
      {missing ? (
        <EmptyState title="There is no such order">Check the id: {id}</EmptyState>
      ) : (
        <ProblemAlert error={error} />
      )}
    </Page>
  );
}

function Back() {
  return (
    <Anchor component={Link} to="/orders" size="sm">
      Orders
    </Anchor>
  );
}

function Known({ order, error }: { readonly order: Order; readonly error: unknown }) {
  const process = useProcess(order);
  const payment = usePayment(order);
  const mails = useNotifications(order.id);
  const parked = useParked(order.id);
  const title = `Order ${order.number}`;
  const above = [process, payment, mails, parked];
  // They stand above the rest, which waits for their first answer, so that it does not jump.
  if (above.some(({ isPending, failureCount }) => isPending && failureCount === 0)) {
    return (
      <Page title={title} above={<Back />}>
        <Skeleton height={480} aria-label="Loading" />
      </Page>
    );
  }
  return (
    <Page
      title={title}
      above={<Back />}
      actions={
        <OrderActions
          order={order}
          process={process.data ?? undefined}
          payment={payment.data ?? undefined}
        />
      }
    >
      <Stack gap="lg">
        <ProblemAlert error={error ?? process.error ?? payment.error} />
        <Stack gap="sm">
          <Head order={order} />
          <Waiting order={order} process={process.data ?? undefined} />
        </Stack>
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
          <MoneyCard order={order} payment={payment.data ?? undefined} />
          <ShipmentsCard order={order} />
          <CustomerCard order={order} />
        </SimpleGrid>
        <LinesTable order={order} />
        {process.data ? <Checkout process={process.data} /> : null}
        <StorySection order={order} />
        <OrderAudit orderId={order.id} />
      </Stack>
    </Page>
  );
}

function Head({ order }: { readonly order: Order }) {
  return (
    <Group gap="4px 16px" mt={-8}>
      <StatusBadge status={order.status} />
      {order.cancelReason === null ? null : (
        <Text size="sm">{order.cancelReason.replaceAll("_", " ")}</Text>
      )}
      {order.cancellationRequested && order.status !== "cancelled" ? (
        <Text size="sm" c="orange.8">
          cancellation asked for
        </Text>
      ) : null}
      <IdLink id={order.id} />
      {order.reference === null ? null : <Text size="sm">Reference {order.reference}</Text>}
      <Text size="sm" c="dimmed">
        accepted <Moment at={order.createdAt} />, changed <Moment at={order.updatedAt} />
      </Text>
      <TraceLink orderId={order.id} />
    </Group>
  );
}

function Checkout({ process }: { readonly process: Process }) {
  return (
    <section aria-label="Checkout">
      <Group gap="xs" mb={6}>
        <Title order={2}>Checkout</Title>
        <StatusBadge status={process.state} />
      </Group>
      <SagaGraph steps={process.steps} state={process.state} />
    </section>
  );
}
