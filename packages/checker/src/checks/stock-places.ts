import type { Allocation } from "@waybill/contracts";
import { keyOf } from "@waybill/kit";
import type { Emit, Finding } from "../findings.ts";
import { StockLedger, type StockPlace } from "../ledgers/stock-ledger.ts";
import type { LogEvent, StoredState } from "../sources.ts";

const stockCategory = "stock";
type Column = "available" | "reserved" | "shipped";

/**
 * S for every SKU at every location: available + reserved + shipped is what came, nothing was ever
 * below zero, reserved is the sum of the open reservations, and the stored stock says the same.
 */
export class StockPlaces {
  readonly #ledger = new StockLedger();
  readonly #open = new StockLedger();
  readonly #stored = new Map<string, readonly StoredPlace[]>();

  /**
   * Events of inventory's log in the order of their positions. One that cannot be read moves nothing
   * here: the replay of what it touches says so, and the stored stock differs by it.
   */
  add(event: LogEvent): void {
    try {
      this.#ledger.add(event);
    } catch {
      // Said elsewhere.
    }
  }

  /** What an order that is reserved and neither shipped nor released holds. */
  addOpen(tenant: string, allocations: readonly Allocation[]): void {
    for (const { sku, location, quantity } of allocations) {
      this.#open.place(`${tenant}/${sku}`, location).reserved += quantity;
    }
  }

  addStored(state: StoredState): void {
    if (state.state === undefined || !state.stream.startsWith(`${stockCategory}-`)) return;
    this.#stored.set(keyOf(state.stream), placesIn(state.state));
  }

  /** @returns how many SKUs at locations were looked at */
  finish(emit: Emit): number {
    let checked = 0;
    for (const [item, places] of this.#ledger.items) {
      for (const [location, place] of places) {
        checked += 1;
        this.#check({ item, location, place }, emit);
      }
    }
    for (const [item, stored] of this.#stored) {
      for (const each of stored) {
        if (this.#ledger.items.get(item)?.has(each.location) === true) continue;
        emit(
          finding(item, each.location, [
            "stock-differs",
            "stock is stored of which the log knows nothing",
          ]),
        );
      }
    }
    return checked;
  }

  #check({ item, location, place }: At, emit: Emit): void {
    const { available, reserved, shipped, came, negativeAt } = place;
    if (available + reserved + shipped !== came) {
      emit(
        finding(item, location, [
          "stock-unbalanced",
          `available ${available} + reserved ${reserved} + shipped ${shipped} is not the ${came} that came`,
        ]),
      );
    }
    if (negativeAt !== undefined) {
      emit({
        ...finding(item, location, [
          "below-zero",
          `something was below zero after position ${negativeAt}; now available ${available}, reserved ${reserved}, shipped ${shipped}`,
        ]),
        position: negativeAt,
      });
    }
    const open = this.#open.items.get(item)?.get(location)?.reserved ?? 0;
    if (open !== reserved) {
      emit(
        finding(item, location, [
          "reserved-unaccounted",
          `${reserved} are reserved, open reservations hold ${open}`,
        ]),
      );
    }
    const stored = this.#stored.get(item)?.find((each) => each.location === location);
    const differing = (["available", "reserved", "shipped"] as const).filter(
      (column) => (stored?.[column] ?? 0) !== place[column],
    );
    if (differing.length > 0) {
      const values = differing.map(
        (column) => `${column} ${stored?.[column] ?? 0} instead of ${place[column]}`,
      );
      emit(finding(item, location, ["stock-differs", `the stored stock has ${values.join(", ")}`]));
    }
  }
}

interface At {
  readonly item: string;
  readonly location: string;
  readonly place: StockPlace;
}

/** None when the state cannot be read: then all of the stock differs. */
function placesIn(state: string): readonly StoredPlace[] {
  try {
    const { locations } = JSON.parse(state) as { readonly locations?: readonly StoredPlace[] };
    return locations ?? [];
  } catch {
    return [];
  }
}

type StoredPlace = Readonly<Record<Column, number>> & { readonly location: string };

function finding(
  item: string,
  location: string,
  [problem, message]: readonly [string, string],
): Finding {
  return {
    check: "S",
    problem,
    service: "inventory",
    stream: `${stockCategory}-${item}`,
    sku: item.slice(item.indexOf("/") + 1),
    location,
    message,
  };
}
