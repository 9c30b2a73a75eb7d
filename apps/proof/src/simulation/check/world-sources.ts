import type { Claim, ProviderAccount, Sources } from "@waybill/checker";
import { categoryOf, keyOf } from "@waybill/kit";
import type { SentOrder } from "../people/customers.ts";
import type { World } from "../world.ts";
import { DiskLog, pages } from "./disk-log.ts";

const everything = 1_000_000_000;

/** What there is to check of a world at rest. */
export async function worldSources(world: World, sent: readonly SentOrder[]): Promise<Sources> {
  const accounts: readonly ProviderAccount[] = await world.ledger.page("", everything);
  const acknowledged = [...new Set(sent.flatMap(({ ids }) => [...ids]))].sort();
  const among = <T>(all: readonly T[], of: (each: T) => string) => {
    return (keys?: readonly string[]) =>
      pages(keys === undefined ? all : all.filter((each) => keys.includes(of(each))));
  };
  return {
    logs: new Map([...world.disks].map(([name, disk]) => [name, new DiskLog(disk)])),
    acknowledged: among(acknowledged, (id) => id),
    claims: among(claimsIn(world), ({ orderId }) => orderId),
    provider: among(accounts, ({ orderId }) => orderId),
    carrier: among(world.carrier.consignments(), ({ orderId }) => orderId),
    running: false,
    takenAt: world.time.now,
    close: () => Promise.resolve(),
  };
}

/** What orders have claimed, by order id. */
function claimsIn({ disks }: World): readonly Claim[] {
  return [...(disks.get("orders")?.claims ?? [])]
    .filter(([, stream]) => categoryOf(stream) === "order")
    .map(([claim, stream]) => ({ orderId: keyOf(stream), claim }))
    .sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
}
