import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { counted } from "../../parts/counted.ts";
import { IdLink } from "../../parts/id-link.tsx";
import { Money } from "../../parts/money.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { mailState } from "../mail/mail-state.ts";
import { useNotifications, type Order, type Payment } from "./order-calls.ts";

interface OrderProps {
  readonly order: Order;
}

function OrderCard(props: {
  readonly title: string;
  readonly mark?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Card withBorder p="sm" component="section" aria-label={props.title}>
      <Group justify="space-between" mb={6}>
        <Title order={2} size="h2">
          {props.title}
        </Title>
        {props.mark}
      </Group>
      {props.children}
    </Card>
  );
}

function Row({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="sm" component="div" ta="right">
        {children}
      </Text>
    </Group>
  );
}

export function MoneyCard({
  order,
  payment,
}: OrderProps & { readonly payment?: Payment | undefined }) {
  const { authorized, captured, refunded, status } = order.payment;
  const failure = payment?.declineReason ?? payment?.captureFailure;
  return (
    <OrderCard title="Money" mark={<StatusBadge status={status} />}>
      <Stack gap={2}>
        <Row name="Total">
          <strong>
            <Money {...order.total} />
          </strong>
        </Row>
        <Row name="Authorised">
          <Money {...authorized} />
        </Row>
        <Row name="Captured">
          <Money {...captured} />
        </Row>
        <Row name="Refunded">
          <Money {...refunded} />
        </Row>
        {failure === undefined ? null : <Row name="Refused because">{failure}</Row>}
        {payment?.refunds.map(({ id, amount, status: state, reason }) => (
          <Row key={id} name={`Refund: ${reason.replaceAll("_", " ")}`}>
            <Money {...amount} /> <StatusBadge status={state} />
          </Row>
        ))}
      </Stack>
    </OrderCard>
  );
}

export function ShipmentsCard({ order }: OrderProps) {
  const mails = useNotifications(order.id);
  return (
    <OrderCard title="Shipments and mail">
      {order.shipments.length === 0 ? (
        <Text size="sm" c="dimmed">
          No shipment yet.
        </Text>
      ) : null}
      <Stack gap={4}>
        {order.shipments.map(({ id, status, carrier, trackingNumber }) => (
          <div key={id}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">{carrier ?? "no carrier yet"}</Text>
              <StatusBadge status={status} />
            </Group>
            <Text component="div" size="xs" style={{ overflowWrap: "anywhere" }}>
              {trackingNumber === null ? null : <IdLink id={trackingNumber} />}
            </Text>
          </div>
        ))}
        {mails.data?.map((mail) => (
          <Row
            key={mail.id}
            name={
              <Anchor component={Link} to={`/mail/${mail.id}`} size="sm">
                Mail: {mail.kind}
                {mail.deliveries.length > 1
                  ? `, ${counted(mail.deliveries.length, "delivery", "deliveries")}`
                  : ""}
              </Anchor>
            }
          >
            <StatusBadge status={mailState(mail)} />
          </Row>
        ))}
      </Stack>
    </OrderCard>
  );
}

export function CustomerCard({ order }: OrderProps) {
  const { customer, shippingAddress: address } = order;
  const lines = Object.entries(address).filter(([, value]) => value !== "");
  return (
    <OrderCard title="Customer">
      <Text size="sm">{customer.name}</Text>
      <Text size="sm">{customer.email}</Text>
      <Text size="xs" c="dimmed" mt={8}>
        Goes to
      </Text>
      <Text size="sm" component="address" style={{ fontStyle: "normal" }}>
        {lines.map(([name, value]) => (
          <span key={name} style={{ display: "block" }}>
            {value}
          </span>
        ))}
      </Text>
    </OrderCard>
  );
}
