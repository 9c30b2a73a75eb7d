import type { LogEvent } from "../sources.ts";

/** Units of a SKU at a location, folded from the log alone. */
export interface StockPlace {
  available: number;
  reserved: number;
  shipped: number;
  /** Received, plus and minus what was corrected and what counts found. */
  came: number;
  /** Position of the first event after which something was below zero. */
  negativeAt: number | undefined;
}

type Column = "available" | "reserved" | "shipped" | "came";

/** What each unit of a line moves. */
const movements: Readonly<Record<string, Readonly<Partial<Record<Column, 1 | -1>>>>> = {
  StockReceived: { available: 1, came: 1 },
  StockAdjusted: { available: 1, came: 1 },
  StockCounted: { available: 1, came: 1 },
  StockReserved: { available: -1, reserved: 1 },
  StockReleased: { available: 1, reserved: -1 },
  StockShipped: { reserved: -1, shipped: 1 },
  StockReturned: { available: 1, shipped: -1 },
};

interface Line {
  readonly sku: string;
  readonly location?: string;
  readonly quantity?: number;
  readonly difference?: number;
}

interface StockData {
  readonly location?: string;
  readonly lines?: readonly Line[];
  readonly allocations?: readonly Line[];
}

/** The stock of everything, as the events in the order of their log make it. */
export class StockLedger {
  /** By `<tenant>/<sku>` and then by location: as many entries as there are SKUs at locations. */
  readonly items = new Map<string, Map<string, StockPlace>>();

  add(event: LogEvent): void {
    const moves = movements[event.type];
    if (moves === undefined) return;
    const data = event.data as StockData;
    for (const line of data.allocations ?? data.lines ?? []) {
      const units = line.quantity ?? line.difference ?? 0;
      const place = this.place(`${event.tenant}/${line.sku}`, line.location ?? data.location ?? "");
      place.available += units * (moves.available ?? 0);
      place.reserved += units * (moves.reserved ?? 0);
      place.shipped += units * (moves.shipped ?? 0);
      place.came += units * (moves.came ?? 0);
      if (Math.min(place.available, place.reserved, place.shipped) < 0)
        place.negativeAt ??= event.position;
    }
  }

  place(item: string, location: string): StockPlace {
    let places = this.items.get(item);
    if (places === undefined) this.items.set(item, (places = new Map<string, StockPlace>()));
    let place = places.get(location);
    if (place === undefined) {
      place = { available: 0, reserved: 0, shipped: 0, came: 0, negativeAt: undefined };
      places.set(location, place);
    }
    return place;
  }
}
