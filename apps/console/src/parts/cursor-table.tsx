import { Button, Center, Skeleton, Stack } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useState, type ReactNode } from "react";
import type { CursorRows } from "./cursor-pages.ts";
import classes from "./cursor-table.module.css";
import { isAway, ProblemAlert } from "./problem-alert.tsx";

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "left" | "right";
}

interface CursorTableProps<Row> {
  /** What is listed, for screen readers. */
  readonly label: string;
  readonly list: CursorRows<Row>;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** Shown when there are no rows. */
  readonly empty: ReactNode;
  /** Of the list with its header; what the window has room for when left out. */
  readonly maxHeightPx?: number;
  /** How many there most likely are: so much room is kept for them until they are there. */
  readonly likelyRows?: number;
}

/** From so many rows on only those in sight are in the document. */
const virtualFrom = 200;
const rowPx = 34;

/** A list with a sticky header that loads more on demand. Arrow keys go from row to row. */
export function CursorTable<Row>(props: CursorTableProps<Row>) {
  const { label, list, columns, empty, maxHeightPx, likelyRows = 8 } = props;
  // As state, because the rows in sight depend on it, and are drawn before it is there.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  if (list.loading || (list.rows.length === 0 && isAway(list.error)))
    return <Loading rows={likelyRows} />;
  if (list.rows.length === 0) {
    return list.error === null ? empty : <ProblemAlert error={list.error} />;
  }
  return (
    <Stack gap="xs">
      <ProblemAlert error={list.error} />
      <div
        ref={setScroller}
        className={classes["scroller"]}
        tabIndex={maxHeightPx === undefined ? undefined : 0}
        style={{ maxHeight: maxHeightPx }}
      >
        <table ref={withArrowKeys} aria-label={label} className={classes["table"]}>
          <thead>
            <tr>
              {columns.map(({ title, align }) => (
                <th key={title} data-align={align} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <Rows {...props} scroller={scroller} />
        </table>
        <More list={list} />
      </div>
    </Stack>
  );
}

function Rows<Row>(props: CursorTableProps<Row> & { readonly scroller: HTMLDivElement | null }) {
  const { list, columns, rowKey, scroller } = props;
  const virtual = list.rows.length >= virtualFrom;
  const virtualizer = useVirtualizer({
    count: list.rows.length,
    enabled: virtual,
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    overscan: 8,
  });
  const inSight = virtualizer.getVirtualItems();
  const first = virtual ? (inSight[0]?.index ?? 0) : 0;
  const last = virtual ? (inSight.at(-1)?.index ?? -1) : list.rows.length - 1;
  const below = virtual ? virtualizer.getTotalSize() - (inSight.at(-1)?.end ?? 0) : 0;
  return (
    <tbody>
      <Gap height={virtual ? (inSight[0]?.start ?? 0) : 0} />
      {list.rows.slice(first, last + 1).map((row) => (
        <CellsOf
          key={rowKey(row)}
          row={row}
          columns={columns}
          height={virtual ? rowPx : undefined}
        />
      ))}
      <Gap height={below} />
    </tbody>
  );
}

interface CellsProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly height: number | undefined;
}

/** Plain elements, made once a row: a step of scrolling costs the rows that come into sight. */
const CellsOf = memo(function Cells<Row>({ row, columns, height }: CellsProps<Row>) {
  return (
    <tr style={height === undefined ? undefined : { height }}>
      {columns.map(({ title, cell, align }) => (
        <td key={title} data-align={align}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: CellsProps<Row>) => ReactNode;

/** Stands for the rows that are out of sight. */
function Gap({ height }: { readonly height: number }) {
  return height > 0 ? <tr aria-hidden style={{ height }} /> : null;
}

function More<Row>({ list }: { readonly list: CursorRows<Row> }) {
  if (!list.hasMore) return null;
  return (
    <Center py={6} pos="sticky" left={0}>
      <Button variant="default" loading={list.loadingMore} onClick={list.loadMore}>
        Load more ({list.rows.length} shown)
      </Button>
    </Center>
  );
}

function Loading({ rows }: { readonly rows: number }) {
  return (
    <Stack gap={6} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={28} />
      ))}
    </Stack>
  );
}

/** @returns ends it */
function withArrowKeys(table: HTMLTableElement | null): () => void {
  table?.addEventListener("keydown", moveBetweenRows);
  return () => table?.removeEventListener("keydown", moveBetweenRows);
}

/** Links of a row are marked by `data-row-link`, as IdLink does. */
function moveBetweenRows(this: HTMLTableElement, event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const links = [...this.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at === -1 ? undefined : links[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
