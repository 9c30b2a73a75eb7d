import { keyOf, type Row, type Service, type View } from "@waybill/kit";
import type { Emit, Finding } from "../findings.ts";
import type { Reach } from "../reading/reach.ts";
import { unreadable } from "../reading/unreadable.ts";
import type { LogEvent, ServiceLog } from "../sources.ts";
import { dataOf, orderIn } from "./replay.ts";
import { ViewRows } from "./view-rows.ts";

type MessageView = Extract<View, { kind: "message" }>;

interface Fed {
  readonly view: MessageView;
  readonly log: ServiceLog;
  readonly rows: ViewRows;
  /** Rows of the order at hand by their key. */
  pending: Map<string, Row>;
  /** A message of the order at hand makes rows that nobody can tell. */
  unknown: boolean;
  /** Rows by something else (a SKU, a product): few, so they stay until the end. */
  readonly others: Map<string, Row>;
}

/**
 * O for views that services derive from the messages of others. A message counts when the view's
 * service has handled it by its own position; position and rows are of one snapshot.
 */
export class MessageViews {
  readonly #byType = new Map<string, Fed[]>();
  readonly #fed: Fed[] = [];
  readonly #logs: ReadonlyMap<string, ServiceLog>;
  readonly #reach: Reach;
  readonly #emit: Emit;

  /** `keys`: only the rows of these orders. */
  constructor(
    logs: ReadonlyMap<string, ServiceLog>,
    options: {
      readonly reach: Reach;
      readonly emit: Emit;
      readonly keys?: readonly string[] | undefined;
    },
  ) {
    this.#logs = logs;
    this.#reach = options.reach;
    this.#emit = options.emit;
    for (const log of logs.values()) {
      for (const view of log.service.views) {
        if (view.kind !== "message") continue;
        const rows = new ViewRows({
          log,
          view,
          emit: options.emit,
          sorted: true,
          keys: options.keys,
        });
        const fed: Fed = { view, log, rows, pending: new Map(), unknown: false, others: new Map() };
        this.#fed.push(fed);
        for (const { type } of view.on) {
          const known = this.#byType.get(type);
          if (known === undefined) this.#byType.set(type, [fed]);
          else known.push(fed);
        }
      }
    }
  }

  /** Takes a message in; `flush` follows for messages of orders. */
  add(source: string, event: LogEvent): void {
    for (const fed of this.#byType.get(event.type) ?? []) {
      if (!this.#reach.handledBy(fed.log.service.name, source, event)) continue;
      const service = this.#logs.get(source)?.service;
      if (service === undefined) continue;
      const handled = this.#reach.asHandledBy(fed.log.service.name, source, event);
      try {
        this.#feed(fed, service, { source, event: handled });
      } catch (error) {
        fed.unknown ||= orderIn(event.stream).order !== undefined;
        this.#emit(unreadableMessage(fed, { source, event }, error));
      }
    }
  }

  /** @throws what the message's data does to who reads it */
  #feed(fed: Fed, service: Service, { source, event }: Message): void {
    const { tenant, touches, ...rest } = event;
    const meta = { tenant, correlationId: "", causationId: "", traceparent: "" };
    const message = { ...rest, source, data: dataOf(service, event), meta, touches };
    const key = keyOf(event.stream);
    for (const row of fed.view.rows(message)) {
      const ofOrder = key.startsWith("ord_") && fed.view.key.some((column) => row[column] === key);
      merge(fed.view, ofOrder ? fed.pending : fed.others, row);
    }
  }

  /** All messages of an order have been added; orders come in the order of their ids. */
  async flush(order: string): Promise<void> {
    for (const fed of this.#fed) {
      const rows = [...fed.pending.values()];
      if (rows.length > 0) fed.pending = new Map();
      const { unknown } = fed;
      fed.unknown = false;
      if (unknown) await fed.rows.pass(order);
      else await fed.rows.expect(order, rows);
    }
  }

  async finish(): Promise<void> {
    for (const fed of this.#fed) {
      if (fed.others.size > 0) await fed.rows.expect("", [...fed.others.values()]);
      await fed.rows.finish();
    }
  }
}

interface Message {
  readonly source: string;
  readonly event: LogEvent;
}

function unreadableMessage(fed: Fed, { source, event }: Message, error: unknown): Finding {
  const { stream, position, type } = event;
  const where = { service: source, stream, position, ...orderIn(stream) };
  return unreadable(where, `${type} at position ${position}, for ${fed.view.table},`, error);
}

/** As the store merges a row into its table. */
function merge(view: MessageView, pending: Map<string, Row>, row: Row): void {
  const key = JSON.stringify(view.key.map((column) => row[column]));
  const before = pending.get(key);
  if (before === undefined) {
    pending.set(key, row);
    return;
  }
  const merged: Record<string, Row[string]> = { ...before };
  for (const [column, value] of Object.entries(row)) {
    if (value === undefined || value === null) continue;
    const old = merged[column];
    const keeps =
      view.greatest?.includes(column) === true && old !== undefined && old !== null && old > value;
    if (!keeps) merged[column] = value;
  }
  pending.set(key, merged);
}
