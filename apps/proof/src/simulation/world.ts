import type { Carrier } from "@waybill/fulfilment";
import type { Bus, ServiceModule, Store } from "@waybill/kit";
import type { AskCatalog } from "@waybill/orders";
import { SimulatedProvider, memoryLedger, type Provider } from "@waybill/payments";
import {
  DatabaseServer,
  Faults,
  Machine,
  Seed,
  ServiceDisk,
  VirtualTime,
} from "@waybill/simulator";
import { CarrierBooks } from "./outside/carrier-books.ts";
import { PostOffice } from "./outside/post-office.ts";
import type { Profile, Topology } from "./profile.ts";
import { Poison } from "./processes/poison.ts";
import { Versions } from "./processes/versions.ts";
import { moduleOf, serviceNames, type Reach, type ShopTiming } from "./processes/shop-modules.ts";

/** Where a deliberate bug can be put in. Each gives back what it was given, unless there is one. */
export interface Mutation {
  module(module: ServiceModule): ServiceModule;
  store(store: Store, disk: ServiceDisk): Store;
  provider(provider: Provider): Provider;
  carrier(carrier: Carrier): Carrier;
  /** Of a process, for one service. */
  bus(bus: Bus, service: string): Bus;
  /** Once, when the world begins. */
  disk(disk: ServiceDisk): void;
}

export const unchanged: Mutation = {
  module: (module) => module,
  store: (store) => store,
  provider: (provider) => provider,
  carrier: (carrier) => carrier,
  bus: (bus) => bus,
  disk: () => undefined,
};

/** When simulations begin. */
const beginning = Date.UTC(2026, 0, 5, 8);

/** Everything that outlives a process: time, the databases, the outside world. */
export class World {
  readonly time = new VirtualTime(beginning);
  readonly seed: Seed;
  readonly faults: Faults;
  readonly server: DatabaseServer;
  readonly disks: ReadonlyMap<string, ServiceDisk>;
  readonly ledger = memoryLedger();
  readonly provider: Provider;
  readonly carrier: CarrierBooks;
  readonly post = new PostOffice();
  readonly outages = { provider: { until: 0 }, carrier: { until: 0 }, mail: { until: 0 } };
  readonly topology: Topology;
  readonly timing: ShopTiming;
  readonly mutate: Mutation;
  readonly poison: Poison;
  readonly versions: Versions;
  /** Prices as the catalogue itself knows them. */
  priceOf: (tenant: string, sku: string) => Awaited<ReturnType<AskCatalog>> = () => "unavailable";

  constructor(seed: number, profile: Profile, mutate: Mutation = unchanged) {
    this.seed = new Seed(seed);
    this.faults = new Faults(profile.faults, { seed: this.seed.fork("faults"), time: this.time });
    this.topology = profile.topology;
    this.timing = profile.timing;
    this.mutate = mutate;
    this.poison = new Poison(this.faults, this.seed.fork("poison"));
    this.server = new DatabaseServer(this.time);
    const outside = new Machine("outside", this.time);
    this.provider = new SimulatedProvider({
      ledger: this.ledger,
      clock: outside.clock,
      ids: this.seed.fork("provider").ids(outside.clock),
      webhooks: profile.topology.webhooks,
    });
    this.carrier = new CarrierBooks({
      time: this.time,
      seed: this.seed.fork("carrier"),
      ...profile.carrier,
    });
    const idle = reachOfNobody(profile.topology.smtp);
    const services = serviceNames.map((name) => moduleOf(name, idle, profile.timing).service);
    this.versions = new Versions(services, {
      faults: this.faults,
      seed: this.seed.fork("versions"),
    });
    this.disks = new Map(
      services.map((each) => [each.name, new ServiceDisk(this.versions.reading(each))]),
    );
    for (const disk of this.disks.values()) this.versions.watch(disk);
    for (const disk of this.disks.values()) mutate.disk(disk);
  }
}

/** For the declarations of the services, which call nobody. */
function reachOfNobody(smtp: boolean): Reach {
  const nobody = new Proxy({}, { get: () => undefined });
  return {
    provider: nobody,
    carrier: nobody,
    mailServer: smtp ? nobody : undefined,
    askCatalog: nobody,
    random: nobody,
  } as Reach;
}
