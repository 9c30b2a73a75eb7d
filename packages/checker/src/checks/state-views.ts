import { categoryOf, keyOf } from "@waybill/kit";
import type { Emit } from "../findings.ts";
import { unreadable } from "../reading/unreadable.ts";
import type { ServiceLog } from "../sources.ts";
import { orderIn, type Replayed } from "./replay.ts";
import { ViewRows } from "./view-rows.ts";

/** O for the views that mirror a service's own states. */
export class StateViews {
  readonly #byCategory = new Map<
    string,
    { readonly row: StateView["row"]; readonly rows: ViewRows }[]
  >();
  readonly #service: string;
  readonly #emit: Emit;

  constructor(log: ServiceLog, emit: Emit) {
    this.#service = log.service.name;
    this.#emit = emit;
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
      if (replayed?.failed === true) {
        await rows.pass(key);
        continue;
      }
      const made = replayed === undefined ? undefined : this.#made(row, { stream, key, replayed });
      await rows.expect(key, made === undefined || made === "delete" ? [] : [made]);
    }
  }

  #made(
    row: StateView["row"],
    { stream, key, replayed }: { stream: string; key: string; replayed: Replayed },
  ): ReturnType<StateView["row"]> {
    try {
      return row(replayed.state, { key, tenant: replayed.tenant });
    } catch (error) {
      const where = { service: this.#service, stream, ...orderIn(stream) };
      this.#emit(unreadable(where, "its state", error));
      return undefined;
    }
  }

  async finish(): Promise<void> {
    for (const views of this.#byCategory.values())
      for (const { rows } of views) await rows.finish();
  }
}

type StateView = Extract<ServiceLog["service"]["views"][number], { readonly kind: "state" }>;
