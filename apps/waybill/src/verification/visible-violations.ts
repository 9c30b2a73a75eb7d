import type { CheckResult } from "@waybill/checker";
import type { Violation } from "./schemas.ts";

type Found = CheckResult["violations"][number];

/** These name positions of logs and consumers, and nothing of anybody's. */
const ofNobody: ReadonlySet<string> = new Set([
  "position-repeated",
  "position-gap",
  "ahead-of-log",
  "not-subscribed",
]);

/**
 * What an operator of the tenant may see. A violation whose tenant could not be found is shown to nobody
 * here: `waybill verify` on the server names it.
 */
export function violationsFor(tenant: string, found: readonly Found[]): Violation[] {
  return found
    .filter((each) => each.tenant === tenant || isOfNobody(each))
    .map(({ problem, message, order, service, stream, sku, location, consumer }) => ({
      problem,
      message,
      order: order ?? null,
      service: service ?? null,
      stream: stream ?? null,
      sku: sku ?? null,
      location: location ?? null,
      consumer: consumer ?? null,
    }));
}

function isOfNobody({ tenant, order, stream, problem }: Found): boolean {
  const isSomebodys = tenant !== undefined || order !== undefined || stream !== undefined;
  return !isSomebodys && ofNobody.has(problem);
}
