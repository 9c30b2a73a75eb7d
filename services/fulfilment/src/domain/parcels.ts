import type { Allocation } from "@waybill/contracts";

export interface ParcelLine {
  readonly sku: string;
  readonly quantity: number;
}

/** What leaves one location for one order: one shipment. */
export interface Parcel {
  readonly shipmentId: string;
  readonly location: string;
  readonly lines: readonly ParcelLine[];
}

/** Most locations that one order can be shipped from; bounds the search in `possibleOrderIds`. */
export const maxParcels = 32;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
/** Of the 26 characters of an id the first 10 are its time. */
const timeLength = 10;

/**
 * One parcel a location, in the order of the location codes. The same allocations give the same
 * ids every time, so a request that is repeated after an unknown outcome names the same parcels.
 */
export function parcelsOf(orderId: string, allocations: readonly Allocation[]): readonly Parcel[] {
  const byLocation = Map.groupBy(allocations, (allocation) => allocation.location);
  return [...byLocation]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([location, lines], index) => ({
      shipmentId: shipmentIdOf(orderId, index),
      location,
      lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    }));
}

/**
 * Id of an order's parcel: the 26 characters of the order id, whose last 16 are counted up by the
 * parcel's index. The first parcel has the order's own characters; all sort by time as the order
 * does. Two orders' ids meet only if their 80 random bits are within `maxParcels` of each other.
 */
export function shipmentIdOf(orderId: string, index: number): string {
  return `shp_${shifted(orderId.slice(orderId.indexOf("_") + 1), index)}`;
}

/** The orders that a shipment id can belong to, likeliest first. No table is needed to find one. */
export function* possibleOrderIds(shipmentId: string): Generator<string> {
  const own = shipmentId.slice(shipmentId.indexOf("_") + 1);
  for (let index = 0; index < maxParcels; index++) yield `ord_${shifted(own, -index)}`;
}

/** Adds to the random part of an id, which wraps around at its ends. */
function shifted(id: string, by: number): string {
  if (by === 0) return id;
  const digits = id.split("");
  let carry = by;
  for (let place = digits.length - 1; place >= timeLength && carry !== 0; place--) {
    const sum = alphabet.indexOf(digits[place] ?? "0") + carry;
    carry = Math.floor(sum / 32);
    digits[place] = alphabet[sum - carry * 32] ?? "0";
  }
  return digits.join("");
}
