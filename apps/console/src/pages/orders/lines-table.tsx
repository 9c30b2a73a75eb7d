import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Money } from "../../parts/money.tsx";
import { addressOfSku } from "../stock/stock-address.ts";
import type { Order } from "./order-calls.ts";

type Line = Order["lines"][number] & { readonly index: number };

const columns: readonly Column<Line>[] = [
  { title: "SKU", cell: ({ sku }) => <IdLink id={sku} to={addressOfSku(sku)} /> },
  { title: "Name", cell: ({ name }) => name },
  { title: "Units", align: "right", cell: ({ quantity }) => quantity.toLocaleString("en") },
  { title: "Price", align: "right", cell: ({ unitPrice }) => <Money {...unitPrice} /> },
  { title: "Total", align: "right", cell: ({ total }) => <Money {...total} /> },
];
const heightPx = 360;

/** All lines of an order come with it; of many only those in sight are in the document. */
export function LinesTable({ order }: { readonly order: Order }) {
  const list = {
    rows: order.lines.map((line, index) => ({ ...line, index })),
    loading: false,
    error: null,
    hasMore: false,
    loadingMore: false,
    loadMore: () => undefined,
  };
  return (
    <CursorTable
      label="Lines"
      list={list}
      columns={columns}
      rowKey={({ index }) => String(index)}
      empty={<EmptyState title="No lines" />}
      maxHeightPx={heightPx}
    />
  );
}
