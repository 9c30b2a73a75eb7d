import { Text, Title } from "@mantine/core";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { useReservations, type OpenReservation } from "./stock-calls.ts";

const columns: readonly Column<OpenReservation>[] = [
  { title: "Order", cell: ({ orderId }) => <IdLink id={orderId} to={`/orders/${orderId}`} /> },
  { title: "Location", cell: ({ location }) => location },
  { title: "Units", align: "right", cell: ({ quantity }) => quantity.toLocaleString("en") },
  { title: "Since", cell: ({ at }) => <Moment at={at} /> },
  { title: "Checkout is asked", cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
];
const heightPx = 300;

/** Which orders hold units, and since when. */
export function ReservationsTable({ sku }: { readonly sku: string }) {
  const list = useReservations(sku);
  return (
    <section aria-label="Open reservations">
      <Title order={2} mb={6}>
        Open reservations
      </Title>
      <CursorTable
        label="Open reservations, newest first"
        list={list}
        columns={columns}
        rowKey={({ orderId, location }) => `${orderId} ${location}`}
        empty={
          <Text size="sm" c="dimmed">
            No order holds units of it.
          </Text>
        }
        maxHeightPx={heightPx}
        likelyRows={1}
      />
    </section>
  );
}
