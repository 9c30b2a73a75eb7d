import type { Flow, ServiceState } from "./overview-calls.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

export const nodeSize = { width: 186, height: 70 };

const columnWidth = 284;
const rowHeight = 158;

/** Columns and rows of the seven services, so that an order goes from left to right. */
const places: Readonly<Record<string, Point>> = {
  catalog: { x: 0, y: 0 },
  orders: { x: 1, y: 0 },
  checkout: { x: 2, y: 0 },
  payments: { x: 3, y: 0 },
  inventory: { x: 1.5, y: 1 },
  fulfilment: { x: 3, y: 1 },
  notifications: { x: 0.6, y: 2 },
};
/** Guests stand in the last row and below. */
const guestColumns = [1.8, 3];
const guestRow = 2;

/** How far a line bends away from the straight one, in pixels; those that would cross a node more. */
const bend = 22;
const bends: Readonly<Record<string, number>> = { "payments/orders": 96 };

/** Upper left corner of each service's node. */
export function positions(
  services: readonly Pick<ServiceState, "name">[],
): ReadonlyMap<string, Point> {
  let guests = 0;
  return new Map(
    services.map(({ name }) => {
      const known = places[name];
      const place = known ?? {
        x: guestColumns[guests % guestColumns.length] ?? 0,
        y: guestRow + Math.floor(guests / guestColumns.length),
      };
      if (known === undefined) guests += 1;
      return [name, { x: place.x * columnWidth, y: place.y * rowHeight }];
    }),
  );
}

export interface Curve {
  /** An SVG path. */
  readonly path: string;
  readonly middle: Point;
}

/** A curve from border to border of two nodes; bent to its right, so that there and back are apart. */
export function curveOf(
  { from, to }: Pick<Flow, "from" | "to">,
  at: ReadonlyMap<string, Point>,
): Curve {
  const a = centre(at.get(from));
  const b = centre(at.get(to));
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const normal = { x: -(b.y - a.y) / length, y: (b.x - a.x) / length };
  const by = bends[`${from}/${to}`] ?? bend;
  const control = {
    x: (a.x + b.x) / 2 + normal.x * by * 2,
    y: (a.y + b.y) / 2 + normal.y * by * 2,
  };
  const start = border(a, control);
  const end = border(b, control);
  return {
    path: `M${start.x},${start.y} Q${control.x},${control.y} ${end.x},${end.y}`,
    middle: {
      x: (start.x + 2 * control.x + end.x) / 4,
      y: (start.y + 2 * control.y + end.y) / 4,
    },
  };
}

function centre(corner: Point = { x: 0, y: 0 }): Point {
  return { x: corner.x + nodeSize.width / 2, y: corner.y + nodeSize.height / 2 };
}

/** Where the line from a node's centre to a point leaves the node, and a little further. */
function border(from: Point, to: Point): Point {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const part = Math.min(
    (nodeSize.width / 2 + 3) / (Math.abs(dx) || 1e-9),
    (nodeSize.height / 2 + 3) / (Math.abs(dy) || 1e-9),
  );
  return { x: from.x + dx * part, y: from.y + dy * part };
}
