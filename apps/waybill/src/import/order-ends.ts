import { setTimeout as delay } from "node:timers/promises";
import type { ApiPool } from "./api-pool.ts";
import type { ImportOrder } from "./import-source.ts";
import type { Reconciliation } from "./reconciliation.ts";
import type { OrderStatus, ServerOrder } from "./place.ts";
import { endDeadlineMs, untilCancelled } from "./replay.ts";
import { Spill, type SpillDirectory } from "./spill.ts";

/** What the reconciliation needs of an order of the source. */
export type Expected = Pick<ImportOrder, "reference" | "outcome" | "total" | "currency" | "paid">;

type Row = { readonly expected: Expected } | { readonly found: ServerOrder };

interface OrderPage {
  readonly items: readonly (ServerOrder & { readonly reference: string | null })[];
  readonly nextCursor: string | null;
}

const pageSize = 200;
const lookAgainMs = 100;

/**
 * Looks up how orders ended that were placed without waiting for it: from the server's list of all
 * orders of that time, 200 a call, where asking for each of them would cost the server about as much
 * as carrying it out. Both sides are joined on disk, so the number of orders does not matter.
 */
export class OrderEnds {
  readonly #rows: Spill<Row>;
  #from = "";
  #to = "";

  constructor(directory: SpillDirectory) {
    this.#rows = new Spill(directory, "ends");
  }

  /** Remembers an order whose end is to be looked up. */
  expect(order: ImportOrder, { createdAt }: ServerOrder): void {
    const { reference, outcome, total, currency, paid } = order;
    const expected = {
      reference,
      outcome,
      total,
      currency,
      ...(paid === undefined ? {} : { paid }),
    };
    this.#rows.add(reference, { expected });
    if (this.#from === "" || createdAt < this.#from) this.#from = createdAt;
    if (createdAt > this.#to) this.#to = createdAt;
  }

  /** Waits until none of the orders of that time is open, or for two minutes: then they are reported as they are. */
  async settled(api: ApiPool): Promise<void> {
    if (this.#from === "") return;
    const deadline = performance.now() + endDeadlineMs;
    for (const status of ["pending", "confirmed"] as const) {
      while (performance.now() < deadline) {
        const { items } = await this.#page(api, { status, limit: 1 });
        if (items.length === 0) break;
        await delay(lookAgainMs);
      }
    }
  }

  async reconcile(api: ApiPool, reconciliation: Reconciliation): Promise<void> {
    if (this.#from === "") return;
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: OrderPage = await this.#page(api, { limit: pageSize, cursor });
      for (const { reference, id, status, total, createdAt } of page.items) {
        if (reference !== null) {
          this.#rows.add(reference, { found: { id, status, total, createdAt } });
        }
      }
      cursor = page.nextCursor;
    }
    for await (const [, rows] of this.#rows.groups()) {
      const expected = rows.find((row) => "expected" in row)?.expected;
      const found = rows.find((row) => "found" in row)?.found;
      // Orders of other customers, placed at the same time.
      if (expected === undefined) continue;
      if (found === undefined) reconciliation.missing(expected);
      else if (expected.outcome === "cancelled" && found.status !== "cancelled") {
        reconciliation.placed(expected, await untilCancelled(api, found.id));
      } else reconciliation.placed(expected, found);
    }
  }

  async #page(
    api: ApiPool,
    query: { readonly status?: OrderStatus; readonly limit: number; readonly cursor?: string },
  ): Promise<OrderPage> {
    const { status, limit, cursor = "" } = query;
    // `to` is the first moment that is not wanted any more.
    const to = new Date(Date.parse(this.#to) + 1).toISOString();
    const parameters = new URLSearchParams({ limit: String(limit), from: this.#from, to });
    if (status !== undefined) parameters.set("status", status);
    if (cursor !== "") parameters.set("cursor", cursor);
    const path = `/v1/orders?${parameters.toString()}`;
    const { body } = await api.expect({ method: "GET", path }, [200]);
    return body as OrderPage;
  }
}
