import type { Allocation } from "@waybill/contracts";
import type { LogEvent } from "../sources.ts";
import { Legality, type Illegal } from "./illegal.ts";

export interface ReservationLedger {
  readonly status: "none" | "reserved" | "failed" | "released" | "shipped" | "returned";
  /** What was reserved, also when it is back on the shelf. */
  readonly allocations: readonly Allocation[];
  readonly illegal: readonly Illegal[];
}

type Status = ReservationLedger["status"];

export function foldReservation(events: readonly LogEvent[]): ReservationLedger {
  const legality = new Legality();
  let status: Status = "none";
  let allocations: readonly Allocation[] = [];
  for (const event of events) {
    const given =
      (event.data as { readonly allocations?: readonly Allocation[] }).allocations ?? [];
    const from = (...allowed: readonly Status[]): void =>
      legality.require(allowed.includes(status), event, `the reservation is ${status}`);
    const same = (): void =>
      legality.require(
        sameUnits(given, allocations),
        event,
        "it moves other units than were reserved",
      );
    switch (event.type) {
      case "StockReserved":
        from("none");
        status = "reserved";
        allocations = given;
        break;
      case "ReservationFailed":
        from("none");
        status = "failed";
        break;
      case "StockReleased":
        from(
          ...(given.length > 0
            ? (["reserved"] as const)
            : (["none", "failed", "released"] as const)),
        );
        if (given.length > 0) same();
        status = "released";
        break;
      case "StockShipped":
        from("reserved");
        same();
        status = "shipped";
        break;
      case "StockReturned":
        from(given.length > 0 ? "shipped" : "returned");
        if (given.length > 0) same();
        status = "returned";
        break;
      case "ReservationExpiring":
        from("reserved");
        break;
      case "StockChanged":
        break;
      default:
        legality.require(false, event, "no reservation has such an event");
    }
  }
  return { status, allocations, illegal: legality.illegal };
}

/** Whether two lists name the same units at the same places, however they are split. */
export function sameUnits(a: readonly Allocation[], b: readonly Allocation[]): boolean {
  const left = byPlace(a);
  const right = byPlace(b);
  if (left.size !== right.size) return false;
  for (const [place, quantity] of left) if (right.get(place) !== quantity) return false;
  return true;
}

function byPlace(allocations: readonly Allocation[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { sku, location, quantity } of allocations) {
    const place = `${sku}@${location}`;
    units.set(place, (units.get(place) ?? 0) + quantity);
  }
  return units;
}
