import type { Clock } from "@waybill/kit";
import type { Consignment, ProviderAccount, Sources } from "../sources.ts";
import { verify, type VerifyReport } from "../verify.ts";
import { MemoryLog, pages, type Entry } from "./memory-log.ts";
import { shopServices } from "./shop-services.ts";

/** Snapshots are taken at this time; everything happened long before. */
export const now = 1_000_000;
export const sku = "MUG";
export const total = 2_500;

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };
type Mark = {
  readonly phase: string;
  readonly step: string;
  readonly due?: number;
  readonly stuck?: boolean;
};

/** Histories written by hand, in memory: right ones, to be broken by each test in its own way. */
export class Shop {
  readonly logs = new Map(shopServices.map((each) => [each.name, new MemoryLog(each)]));
  readonly accounts = new Map<string, Writable<ProviderAccount>>();
  readonly consignments = new Map<string, Writable<Consignment>>();
  acknowledged: string[] = [];
  /** Orders by what they have claimed. */
  readonly claims = new Map<string, string>();
  running = false;
  /** Called before each further look. */
  meanwhile: (look: number) => void = () => undefined;

  constructor() {
    this.add("inventory", {
      stream: "movement-rcp_1",
      type: "StockReceived",
      data: { location: "main", lines: [{ sku, quantity: 100 }] },
      touches: [`stock-acme/${sku}`],
    });
    this.add("catalog", {
      stream: "product-prd_1",
      type: "ProductCreated",
      data: { productId: "prd_1" },
    });
  }

  log(service: string): MemoryLog {
    return this.logs.get(service)!;
  }

  add(service: string, entry: Entry) {
    return this.log(service).append(entry);
  }

  orders(id: string, type: string, data: object = {}) {
    return this.add("orders", { stream: `order-${id}`, type, data: { orderId: id, ...data } });
  }

  checkout(id: string, type: string, { data, ...process }: Mark & { readonly data?: object }) {
    return this.add("checkout", {
      stream: `checkout-${id}`,
      type,
      data: { orderId: id, ...data, process: { attempt: 1, ...process } },
    });
  }

  payments(id: string, type: string, data: object = {}) {
    return this.add("payments", {
      stream: `payment-${id}`,
      type,
      data: { orderId: id, currency: "EUR", ...data },
    });
  }

  fulfilment(id: string, type: string, data: object = {}) {
    return this.add("fulfilment", {
      stream: `shipment-${id}`,
      type,
      data: { orderId: id, ...data },
    });
  }

  inventory(id: string, type: string, quantity = 2) {
    const allocations = quantity === 0 ? [] : [{ sku, location: "main", quantity }];
    return this.add("inventory", {
      stream: `reservation-${id}`,
      type,
      data: { orderId: id, allocations },
      touches: quantity === 0 ? [] : [`stock-acme/${sku}`],
    });
  }

  notify(id: string, kind: string, type = "NotificationSent") {
    return this.add("notifications", {
      stream: `notification-${id}`,
      type,
      data: { orderId: id, kind },
    });
  }

  resend(id: string, kind: string, type: string): void {
    this.add("notifications", {
      stream: `notification-${id}`,
      type,
      data: { orderId: id, kind, resendId: "rsd_1" },
    });
  }

  /** Placed, with its stock and its checkout. */
  placed(id: string, reference?: string): void {
    this.acknowledged.push(id);
    if (reference !== undefined) this.claims.set(`reference:acme/${reference}`, id);
    const lines = [{ sku, quantity: 2, unitPrice: 1_000 }];
    const amounts = { shipping: 500, total, currency: "EUR" };
    this.orders(id, "OrderPlaced", { ...amounts, lines, reference });
    this.notify(id, "placed");
    this.checkout(id, "CheckoutOpened", { phase: "forward", step: "reserve", due: now + 60_000 });
    this.inventory(id, "StockReserved");
  }

  /** Paid for, and its parcel is at the carrier. */
  authorized(id: string, reference?: string): void {
    this.placed(id, reference);
    this.checkout(id, "AuthorizationRequested", {
      phase: "forward",
      step: "authorize",
      due: now + 60_000,
    });
    this.payments(id, "PaymentAuthorized", { amount: total });
    this.accounts.set(id, {
      orderId: id,
      currency: "EUR",
      authorized: total,
      captured: 0,
      voided: 0,
      refunded: 0,
      captures: 0,
    });
    this.orders(id, "OrderConfirmed");
    this.notify(id, "confirmed");
    this.checkout(id, "ShipmentRequested", { phase: "forward", step: "ship", due: now + 60_000 });
    const shipmentId = `shp_${id}`;
    const lines = [{ sku, location: "main", quantity: 2 }];
    this.fulfilment(id, "ShipmentCreated", { shipmentId, location: "main", lines });
    this.consignments.set(id, {
      orderId: id,
      status: "accepted",
      parcels: [{ shipmentId, location: "main", lines }],
    });
  }

  completed(id: string, reference?: string): void {
    this.authorized(id, reference);
    this.fulfilment(id, "ShipmentDispatched", { shipmentId: `shp_${id}`, remaining: 0 });
    this.notify(id, "dispatched");
    this.checkout(id, "CaptureRequested", { phase: "forward", step: "capture", due: now + 60_000 });
    this.payments(id, "PaymentCaptured", { amount: total });
    this.captured(id, total);
    this.checkout(id, "CheckoutCompleted", { phase: "completed", step: "capture" });
    this.inventory(id, "StockShipped");
    this.orders(id, "OrderCompleted");
  }

  cancelled(id: string, reference?: string): void {
    this.authorized(id, reference);
    this.orders(id, "CancellationRequested", { reason: "customer" });
    this.checkout(id, "ShipmentCancellationRequested", {
      phase: "backward",
      step: "ship",
      due: now + 60_000,
    });
    this.fulfilment(id, "ShipmentsRecalled", { cancelled: [`shp_${id}`], returned: [] });
    this.consignments.get(id)!.status = "cancelled";
    this.checkout(id, "ReversalRequested", {
      phase: "backward",
      step: "authorize",
      due: now + 60_000,
    });
    this.payments(id, "PaymentVoided", { amount: total });
    this.accounts.get(id)!.voided = total;
    this.checkout(id, "ReleaseRequested", {
      phase: "backward",
      step: "reserve",
      due: now + 60_000,
    });
    this.inventory(id, "StockReleased");
    this.checkout(id, "CheckoutCancelled", { phase: "cancelled", step: "reserve" });
    this.orders(id, "OrderCancelled", { reason: "customer" });
    this.notify(id, "cancelled");
  }

  /** The capture as the provider and the view of orders have it. */
  captured(id: string, amount: number): void {
    const account = this.accounts.get(id)!;
    account.captured += amount;
    account.captures += 1;
    this.log("orders").write("order_payments", ["order_id"], [id, String(total)]);
  }

  get heads(): ReadonlyMap<string, number> {
    return new Map([...this.logs].map(([name, log]) => [name, log.log.length]));
  }

  /** Every consumer has read everything, unless the test has said how far they are. */
  catchUp(): void {
    for (const log of this.logs.values()) log.catchUp(this.heads);
  }

  /** A broker brings the topics, and every consumer has read them to their ends. */
  readByTopic(): void {
    for (const log of this.logs.values()) log.readByTopic(this.logs);
  }

  sources(): Sources {
    const some = <T>(
      records: Iterable<readonly [string, T]>,
      keys: readonly string[] | undefined,
    ) =>
      pages(
        [...records]
          .filter(([id]) => keys === undefined || keys.includes(id))
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, each]) => each),
      );
    return {
      logs: this.logs,
      acknowledged: (keys) =>
        some(
          this.acknowledged.map((id) => [id, id] as const),
          keys,
        ),
      claims: (keys) =>
        some(
          [...this.claims].map(([claim, orderId]) => [orderId, { orderId, claim }] as const),
          keys,
        ),
      provider: (keys) => some(this.accounts, keys),
      carrier: (keys) => some(this.consignments, keys),
      running: this.running,
      takenAt: now,
      close: () => Promise.resolve(),
    };
  }

  /** Verifies with a clock that jumps. */
  async verify(): Promise<VerifyReport> {
    if ([...this.logs.values()].every((log) => log.consumers.length === 0)) this.catchUp();
    let looks = 0;
    const clock: Clock = {
      now: () => now,
      after(_delayMs, callback) {
        this.now();
        queueMicrotask(callback);
        return () => undefined;
      },
    };
    const open = () => {
      if (looks > 0) this.meanwhile(looks);
      looks += 1;
      return Promise.resolve(this.sources());
    };
    return verify({ open, clock, settleMs: 1_000 });
  }
}

/** `C/captured-twice ord_2`: what was found, shortly. */
export function found(report: VerifyReport): readonly string[] {
  return report.checks.flatMap(({ id, violations }) =>
    violations.map(
      ({ problem, order, sku: item, stream, consumer, service }) =>
        `${id}/${problem} ${order ?? item ?? stream ?? consumer ?? service ?? ""}`,
    ),
  );
}
