import { rmSync } from "node:fs";
import { catalogService, product } from "@waybill/catalog";
import { checkout } from "@waybill/checkout";
import { contracts, type DataOf, type OrderPlaced } from "@waybill/contracts";
import { SimulatedCarrier, fulfilment, shipment } from "@waybill/fulfilment";
import { inventoryService, locations, movement } from "@waybill/inventory";
import {
  ServiceRuntime,
  Telemetry,
  createCursors,
  systemClock,
  systemIds,
  systemRandom,
  type Command,
  type Decider,
  type Recorded,
  type Service,
} from "@waybill/kit";
import { notifications } from "@waybill/notifications";
import { order, orders } from "@waybill/orders";
import { SimulatedProvider, payments, postgresLedger } from "@waybill/payments";
import { PostgresBus, openServers, placeOf, type Servers } from "@waybill/postgres";
import { emptyDirectory } from "@waybill/postgres/testing";
import pino from "pino";
import { Registry } from "prom-client";
import {
  closeDatabases,
  openPlatform,
  openServices,
  type PlatformDatabases,
  type ServiceConnections,
} from "../../system/databases.ts";

const tenant = "acme";
const unused = {} as never;
const drainMs = 60_000;
const pollMs = 20;

/** The seven services on a PostgreSQL of their own, without HTTP: real histories to check. */
export class RunningShop {
  readonly servers: Servers;
  readonly #dataDir: string;
  readonly #platform: PlatformDatabases;
  readonly #connections: ReadonlyMap<string, ServiceConnections>;
  readonly #bus: PostgresBus;
  readonly #runtimes = new Map<string, ServiceRuntime>();
  readonly #provider: SimulatedProvider;
  readonly #ids = systemIds(systemClock);
  #number = 1_000;

  /** Dispatches every parcel as soon as it is recorded; a real carrier's webhooks do that. */
  static async open(skus: readonly string[]): Promise<RunningShop> {
    const dataDir = emptyDirectory();
    const log = pino({ level: "silent" });
    const servers = await openServers({ dataDir, log }, { services: [] });
    const platform = await openPlatform(servers);
    const provider = new SimulatedProvider({
      ledger: postgresLedger(platform.provider),
      clock: systemClock,
      ids: systemIds(systemClock),
    });
    const services = servicesOn(platform, provider);
    const connections = await openServices(servers, services, platform);
    const shop = new RunningShop({ servers, dataDir, platform, provider, connections });
    await shop.#start(services);
    await shop.#stock(skus);
    return shop;
  }

  private constructor(parts: {
    servers: Servers;
    dataDir: string;
    platform: PlatformDatabases;
    provider: SimulatedProvider;
    connections: ReadonlyMap<string, ServiceConnections>;
  }) {
    this.servers = parts.servers;
    this.#dataDir = parts.dataDir;
    this.#platform = parts.platform;
    this.#provider = parts.provider;
    this.#connections = parts.connections;
    this.#bus = new PostgresBus({
      sources: new Map([...parts.connections].map(([name, { reader }]) => [name, reader])),
      contracts,
      clock: systemClock,
      warn: () => undefined,
    });
  }

  async #start(services: readonly Service[]): Promise<void> {
    const telemetry = new Telemetry({ log: pino({ level: "silent" }), registry: new Registry() });
    const bus = {
      channelOf: (event: Pick<Recorded, "source">) => event.source,
      subscribe: (request: Parameters<PostgresBus["subscribe"]>[0]) => this.#bus.subscribe(request),
      committed: (source: string, events: readonly Recorded[]) => {
        this.#bus.committed(source, events);
        if (source === "fulfilment") this.#dispatch(events);
      },
      close: () => Promise.resolve(),
    };
    for (const service of services) {
      const { store } = this.#connections.get(service.name)!;
      const common = {
        bus,
        clock: systemClock,
        ids: this.#ids,
        random: systemRandom,
        telemetry,
        owner: "test",
        steal: true,
      };
      const runtime = new ServiceRuntime({ ...common, service, store });
      this.#runtimes.set(service.name, runtime);
      await runtime.start();
    }
  }

  async #stock(skus: readonly string[]): Promise<void> {
    await this.execute("inventory", locations, {
      type: "define",
      code: "main",
      name: "Main",
      priority: 1,
    });
    const lines = skus.map((sku) => ({ sku, quantity: 1_000_000 }));
    await this.execute("inventory", movement, {
      type: "receive",
      movementId: this.#ids.make("rcp"),
      location: "main",
      lines,
    });
    for (const sku of skus) {
      const details = {
        sku,
        name: sku,
        description: "",
        category: "mugs",
        price: { amount: 1_250, currency: "EUR" },
        attributes: {},
        weightGrams: 1,
        status: "active",
      };
      await this.execute("catalog", product, {
        type: "create",
        productId: this.#ids.make("prd"),
        details,
      });
    }
  }

  /** Places an order of two units and answers as soon as it is durable. */
  async place(sku: string, token = "tok_ok"): Promise<string> {
    const orderId = this.#ids.make("ord");
    this.#number += 1;
    const data: DataOf<typeof OrderPlaced> = {
      orderId,
      number: this.#number,
      customer: { email: "ana@example.com", name: "Ana" },
      shippingAddress: {
        name: "Ana",
        line1: "1 Main St",
        city: "Porto",
        postalCode: "4000-001",
        country: "PT",
      },
      currency: "EUR",
      lines: [{ sku, name: sku, quantity: 2, unitPrice: 1_250 }],
      shipping: 0,
      total: 2_500,
      paymentToken: token,
    };
    await this.execute("orders", order, { type: "place", orderId, order: data });
    return orderId;
  }

  async cancel(orderId: string): Promise<void> {
    await this.execute("orders", order, {
      type: "requestCancellation",
      orderId,
      reason: "customer",
    });
  }

  async execute(
    service: string,
    decider: unknown,
    command: Command & Record<string, unknown>,
  ): Promise<void> {
    const correlationId = this.#ids.make("req");
    // Only placing is answered with an id that a client keeps.
    const answeredId = command.type === "place" ? String(command["orderId"]) : undefined;
    await this.#runtimes.get(service)!.execute({
      decider: decider as Decider,
      command,
      meta: { tenant, correlationId, causationId: correlationId, traceparent: "" },
      ...(answeredId === undefined
        ? {}
        : {
            idempotency: { key: `${tenant}/${answeredId}`, fingerprint: "" },
            respond: () => ({ status: 202, body: { id: answeredId } }),
          }),
    });
  }

  #dispatch(events: readonly Recorded[]): void {
    for (const { type, data } of events) {
      if (type !== "ShipmentCreated") continue;
      const { orderId, shipmentId } = data as { orderId: string; shipmentId: string };
      // Refused only when the shop is being closed.
      this.execute("fulfilment", shipment, { type: "recordDispatched", orderId, shipmentId }).catch(
        () => undefined,
      );
    }
  }

  /** Waits until so many orders have ended. */
  async ended(count: number): Promise<void> {
    const deadline = Date.now() + drainMs;
    const sql =
      "select count(*)::int as count from orders where status in ('completed', 'cancelled')";
    for (let last = -1; last < count;) {
      if (Date.now() > deadline) throw new Error(`only ${last} of ${count} orders have ended`);
      const [row] = await this.query<{ count: number }>("orders", sql);
      last = row?.count ?? 0;
      if (last < count) await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** Runs SQL on a service's own database, the provider's or the carrier's. */
  query<R extends object>(name: string, sql: string): Promise<readonly R[]> {
    const own =
      name === "provider" || name === "carrier"
        ? this.#platform[name]
        : this.#connections.get(name)!.views;
    return own.query<R>(sql);
  }

  urlOf = (name: string): string => placeOf(this.servers.of(name), name).url;

  /** Stops the services and leaves PostgreSQL up, so that nothing moves. */
  async rest(): Promise<void> {
    for (const runtime of this.#runtimes.values()) await runtime.stop();
  }

  async close(): Promise<void> {
    await this.rest();
    await this.#provider.close();
    await this.#bus.close();
    await closeDatabases(this.#connections, this.#platform);
    await this.servers.stop();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

function servicesOn(
  { carrier }: PlatformDatabases,
  provider: SimulatedProvider,
): readonly Service[] {
  const cursors = createCursors("0123456789abcdef");
  const outside = new SimulatedCarrier({
    database: carrier,
    clock: systemClock,
    random: systemRandom,
    owner: "test",
    webhookSecret: `whsec_${"A".repeat(32)}`,
    webhookUrl: () => undefined,
    warn: () => undefined,
  });
  return [
    orders({ cursors, catalog: unused }).service,
    checkout({ cursors }).service,
    payments({ provider, webhookSecrets: [] }).service,
    fulfilment({ carrier: outside, webhookSecrets: [] }).service,
    notifications({ cursors, webhooks: unused }).service,
    catalogService(),
    inventoryService(),
  ];
}
