/** A list of rows of the same height that is scrolled, in pixels. */
interface Scrolled {
  readonly count: number;
  readonly rowPx: number;
  readonly heightPx: number;
  readonly offsetPx: number;
}

interface RowsInSight {
  /** Numbers of the first and the last row that are wholly in sight, from 1 on. */
  readonly first: number;
  readonly last: number;
}

/** Browsers scroll to fractions of a pixel, and stop a little before the end. */
const roundingPx = 1;

/** Which rows are in sight; undefined when all are, or nothing is measured yet. */
export function rowsInSight({
  count,
  rowPx,
  heightPx,
  offsetPx,
}: Scrolled): RowsInSight | undefined {
  if (heightPx === 0 || count * rowPx <= heightPx + roundingPx) return undefined;
  const first = Math.ceil((offsetPx - roundingPx) / rowPx) + 1;
  const last = Math.floor((offsetPx + heightPx + roundingPx) / rowPx);
  return { first: Math.max(1, first), last: Math.min(count, last) };
}
