import type { Emit } from "../findings.ts";
import { viewColumns, type ServiceLog } from "../sources.ts";

/**
 * L: of what a shop sends under one reference there is one order, whatever the key and for ever. The rows are in the
 * order of their references, so that memory holds one at a time.
 */
export async function references(log: ServiceLog, emit: Emit): Promise<void> {
  const view = log.service.views.find(({ table }) => table === "orders");
  if (view === undefined) return;
  const columns = viewColumns(view);
  const [tenantAt, idAt, referenceAt] = ["tenant", "id", "reference"].map((name) =>
    columns.indexOf(name),
  ) as [number, number, number];
  if (referenceAt < 0) return;
  let current: string | undefined;
  const firsts = new Map<string, string>();
  for await (const batch of log.rows({ view, by: "reference" })) {
    for (const row of batch) {
      const reference = row[referenceAt] ?? undefined;
      if (reference === undefined) continue;
      if (reference !== current) firsts.clear();
      current = reference;
      const [tenant, id] = [row[tenantAt] ?? "", row[idAt] ?? ""];
      const first = firsts.get(tenant);
      if (first === undefined) firsts.set(tenant, id);
      else emit(twice({ reference, service: log.service.name, first, id }));
    }
  }
}

function twice(of: {
  readonly reference: string;
  readonly service: string;
  readonly first: string;
  readonly id: string;
}): Parameters<Emit>[0] {
  const message = `it has the reference ${of.reference}, and so has ${of.first}`;
  return { check: "L", problem: "reference-twice", service: of.service, order: of.id, message };
}
