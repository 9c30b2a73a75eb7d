import { Group, Select, Text, Title } from "@mantine/core";
import { useSearchParams } from "react-router";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import {
  useMovements,
  useStockChanges,
  type Movement,
  type Stock,
  type StockChange,
} from "./stock-calls.ts";

const heightPx = 460;

/** Everything that moved the SKU, with what there was after it. The location is in the address. */
export function MovementsTable({ stock }: { readonly stock: Stock }) {
  const [parameters, setParameters] = useSearchParams();
  const location = parameters.get("location") ?? "";
  const list = useMovements(stock.sku, location);
  const changes = useStockChanges().data;
  const choose = (chosen: string | null) =>
    setParameters(chosen ? { location: chosen } : {}, { replace: true, preventScrollReset: true });
  return (
    <section aria-label="Movements">
      <Group justify="space-between" align="flex-end" mb={6}>
        <Title order={2}>Movements</Title>
        <Select
          label="Location"
          size="xs"
          placeholder="all"
          clearable
          data={stock.locations.map((each) => each.location)}
          value={location === "" ? null : location}
          onChange={choose}
        />
      </Group>
      <CursorTable
        label="Movements, newest first"
        list={list}
        columns={columnsOf(changes ?? new Map())}
        rowKey={({ id }) => id}
        empty={<EmptyState title="Nothing has moved here" />}
        maxHeightPx={heightPx}
      />
    </section>
  );
}

function columnsOf(changes: ReadonlyMap<string, StockChange>): readonly Column<Movement>[] {
  return [
    { title: "When", cell: ({ at }) => <Moment at={at} /> },
    { title: "Movement", cell: ({ kind }) => kind },
    { title: "Location", cell: ({ location }) => location },
    { title: "Units", align: "right", cell: (movement) => signed(movement) },
    { title: "Available", align: "right", cell: ({ after }) => number(after.available) },
    { title: "Reserved", align: "right", cell: ({ after }) => number(after.reserved) },
    { title: "Shipped", align: "right", cell: ({ after }) => number(after.shipped) },
    { title: "Of", cell: (movement) => <Source movement={movement} /> },
    {
      title: "Why",
      cell: ({ reason, correlationId }) =>
        (reason?.replaceAll("_", " ") ?? changes.get(correlationId)?.reason) || "",
    },
    {
      title: "By",
      cell: ({ correlationId, orderId }) =>
        orderId === null ? (changes.get(correlationId)?.actor ?? "") : "",
    },
  ];
}

function Source({ movement }: { readonly movement: Movement }) {
  const { orderId, movementId, references } = movement;
  if (orderId !== null) return <IdLink id={orderId} to={`/orders/${orderId}`} />;
  return (
    <Text span size="sm">
      {references.length > 0 ? references.join(", ") : movementId}
    </Text>
  );
}

function signed({ kind, quantity }: Movement): string {
  const counts = kind === "adjusted" || kind === "counted" || kind === "received";
  return counts && quantity > 0 ? `+${number(quantity)}` : number(quantity);
}

function number(units: number): string {
  return units.toLocaleString("en");
}
