import { categoryOf, keyOf } from "@waybill/kit";
import type { Emit } from "../findings.ts";
import type { ServiceLog } from "../sources.ts";
import type { Replayed } from "./replay.ts";
import { ViewRows } from "./view-rows.ts";

/** O for the views that mirror a service's own states. */
export class StateViews {
  readonly #byCategory = new Map<
    string,
    { readonly row: StateView["row"]; readonly rows: ViewRows }[]
  >();

  constructor(log: ServiceLog, emit: Emit) {
    for (const view of log.service.views) {
      if (view.kind !== "state") continue;
      const { category } = view.of;
      const known = this.#byCategory.get(category) ?? [];
      this.#byCategory.set(category, known);
      const rows = new ViewRows({ log, view, emit, sorted: true });
      known.push({ row: (state, change) => view.row(state, change), rows });
    }
  }

  /** Streams of a category come in the order of their ids. */
  async expect(stream: string, replayed: Replayed | undefined): Promise<void> {
    const views = this.#byCategory.get(categoryOf(stream));
    if (views === undefined) return;
    const key = keyOf(stream);
    for (const { row, rows } of views) {
      const made =
        replayed === undefined ? undefined : row(replayed.state, { key, tenant: replayed.tenant });
      await rows.expect(key, made === undefined || made === "delete" ? [] : [made]);
    }
  }

  async finish(): Promise<void> {
    for (const views of this.#byCategory.values())
      for (const { rows } of views) await rows.finish();
  }
}

type StateView = Extract<ServiceLog["service"]["views"][number], { readonly kind: "state" }>;
