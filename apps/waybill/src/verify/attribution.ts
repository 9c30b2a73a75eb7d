import { orderCategories, type CheckResult, type VerifyReport } from "@waybill/checker";
import { keyOf } from "@waybill/kit";
import type { DatabaseUrl } from "./postgres-sources.ts";
import { Snapshot } from "./snapshot.ts";

type Violation = CheckResult["violations"][number];

/** Orders that only an answer or a reference tells of. */
const told = `select order_id, tenant from (
    select answer::json #>> '{body,id}' as order_id, split_part(key, '/', 1) as tenant from answers
    union all
    select substr(stream, 7), split_part(claim, '/', 1) from claims where stream like 'order-%'
  ) as told where order_id = any($1::text[])`;

/**
 * The report with the tenant of each listed violation that can be found: by the events of its order or
 * stream in any service, and of a lost order by what its customer was told. What says nothing of anybody's
 * data (a gap in a log) has none.
 */
export async function attributed(report: VerifyReport, urlOf: DatabaseUrl): Promise<VerifyReport> {
  const open = report.checks.flatMap(({ violations }) => violations).filter(isOpen);
  if (open.length === 0) return report;
  const owners = await ownersOf(open, urlOf);
  const withOwner = (violation: Violation): Violation => {
    const tenant = isOpen(violation) ? ownerOf(violation, owners) : undefined;
    return tenant === undefined ? violation : { ...violation, tenant };
  };
  const checks = report.checks.map((check) => ({
    ...check,
    violations: check.violations.map(withOwner),
  }));
  return { ...report, checks };
}

type Owners = Map<string, string>;

function isOpen({ tenant, order, stream }: Violation): boolean {
  return tenant === undefined && (order !== undefined || stream !== undefined);
}

function ownerOf({ order, stream = "" }: Violation, owners: Owners): string | undefined {
  const [tenant, rest] = keyOf(stream).split("/");
  // A SKU's stream has its tenant in its name.
  const named = rest === undefined ? undefined : tenant;
  return owners.get(order ?? stream) ?? named;
}

/** By order and by stream. */
async function ownersOf(open: readonly Violation[], urlOf: DatabaseUrl): Promise<Owners> {
  const owners: Owners = new Map();
  const orders = [...new Set(open.flatMap(({ order }) => order ?? []))];
  const streams = open.filter(({ order }) => order === undefined);
  for (const [service, category] of Object.entries(orderCategories)) {
    const missing = orders.filter((order) => !owners.has(order));
    if (missing.length === 0) break;
    const found = await writers(
      urlOf(service),
      service,
      missing.map((id) => `${category}-${id}`),
    );
    for (const [stream, tenant] of found) owners.set(keyOf(stream), tenant);
  }
  for (const [service, group] of Map.groupBy(streams, (each) => each.service)) {
    if (service === undefined) continue;
    const names = group.flatMap(({ stream }) => stream ?? []);
    for (const [stream, tenant] of await writers(urlOf(service), service, names))
      owners.set(stream, tenant);
  }
  const lost = orders.filter((order) => !owners.has(order));
  if (lost.length === 0) return owners;
  const answered = { text: told, values: [lost] };
  for (const [order, tenant] of await pairs(urlOf("orders"), "orders", answered))
    owners.set(order, tenant);
  return owners;
}

/** Who wrote into some streams of a service. */
function writers(
  url: string,
  service: string,
  streams: readonly string[],
): Promise<readonly Pair[]> {
  const text =
    "select distinct on (stream) stream, tenant from events where stream = any($1::text[]) order by stream, version";
  return pairs(url, service, { text, values: [streams] });
}

type Pair = readonly [name: string, tenant: string];

async function pairs(
  url: string,
  service: string,
  query: { readonly text: string; readonly values: readonly unknown[] },
): Promise<readonly Pair[]> {
  const snapshot = await Snapshot.take(url, service);
  try {
    const rows = await snapshot.rows(query);
    return rows.map(([name, tenant]): Pair => [name ?? "", tenant ?? ""]);
  } finally {
    await snapshot.close();
  }
}
