import {
  ServiceRuntime,
  WaitingRequests,
  foldStream,
  sourceOf,
  streamOf,
  type Bus,
  type Recorded,
  type Reply,
  type Route,
  type RouteRequest,
  type RuntimeOptions,
  type Service,
  type ServiceContext,
  type ServiceModule,
} from "@waybill/kit";
import {
  Link,
  Machine,
  SimulatedBus,
  SimulatedStore,
  type ServiceDisk,
  type Seed,
} from "@waybill/simulator";
import type { World } from "../world.ts";
import { reachOf } from "./reach.ts";
import { moduleOf, type ServiceName } from "./shop-modules.ts";
import { SilentTelemetry } from "./silent-telemetry.ts";
import { simulatedViews } from "./simulated-views.ts";

type Listener = (events: readonly Recorded[]) => void;

/** What the services of a process have in common. */
type Shared = Omit<RuntimeOptions, "service" | "store">;

/** One process: some of the services, or all of them, on a machine of its own. */
export class ShopProcess {
  readonly machine: Machine;
  readonly names: readonly ServiceName[];
  readonly runtimes = new Map<ServiceName, ServiceRuntime>();
  readonly #world: World;
  readonly #seed: Seed;
  /** Of the release before: it is upgraded when the faults end. */
  readonly isOld: boolean;
  readonly #routes = new Map<string, Route>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #telemetry = new SilentTelemetry();
  #ready = false;

  constructor(
    world: World,
    { name, services }: { readonly name: string; readonly services: readonly ServiceName[] },
  ) {
    this.#world = world;
    this.#seed = world.seed.fork(name);
    this.machine = new Machine(name, world.time);
    this.names = services;
    this.isOld = world.versions.startsOld(world.topology.alone);
    const shared = this.#shared();
    for (const each of services) this.#add(each, shared);
  }

  /** Whether it answers requests. */
  get isReady(): boolean {
    return this.#ready && this.machine.isRunning;
  }

  async start(): Promise<void> {
    await Promise.all([...this.runtimes.values()].map((runtime) => runtime.start()));
    this.#ready = true;
  }

  /** Ends in good order, as on SIGTERM. */
  async stop(): Promise<void> {
    this.#ready = false;
    await Promise.all([...this.runtimes.values()].map((runtime) => runtime.stop()));
    this.machine.crash();
  }

  /** Calls a route's handler as the HTTP host would after its checks. */
  async call(
    operationId: string,
    request: RouteRequest<unknown, unknown, unknown>,
  ): Promise<Reply> {
    const route = this.#routes.get(operationId);
    if (route === undefined) throw new Error(`${this.machine.name} has no ${operationId}`);
    return route.handle(request);
  }

  #shared(): Shared {
    const { time, server, disks, faults, topology } = this.#world;
    const { machine } = this;
    const bus = new SimulatedBus({
      machine,
      server,
      disks,
      time,
      faults,
      seed: this.#seed.fork("bus"),
      noticeMs: topology.noticeMs,
      byTopic: topology.byTopic,
    });
    return {
      bus: this.#announcing(bus),
      clock: machine.clock,
      ids: this.#seed.fork("ids").ids(machine.clock),
      random: this.#seed.fork("jitter"),
      telemetry: this.#telemetry,
      owner: machine.name,
      steal: topology.alone,
      maxBatch: topology.maxBatch,
      waiting: new WaitingRequests(),
    };
  }

  #announcing(bus: Bus): Bus {
    return {
      channelOf: (event) => bus.channelOf(event),
      subscribe: (request) => bus.subscribe(request),
      committed: (source, events) => {
        bus.committed(source, events);
        for (const listener of this.#listeners.get(source) ?? []) listener(events);
      },
      close: () => bus.close(),
    };
  }

  #add(name: ServiceName, shared: Shared): void {
    const { disks, timing, mutate, poison, versions, topology } = this.#world;
    const disk = disks.get(name);
    if (disk === undefined) throw new Error(`there is no disk for ${name}`);
    const reach = reachOf(this.#world, this.machine, this.#seed);
    const module = versions.in(poison.in(mutate.module(moduleOf(name, reach, timing))), {
      old: this.isOld,
      alone: topology.alone,
    });
    const link = this.#link(`${name} store`);
    const store = mutate.store(new SimulatedStore({ disk, link, machine: this.machine }), disk);
    const runtime = new ServiceRuntime({
      ...shared,
      bus: mutate.bus(shared.bus, name),
      service: module.service,
      store,
    });
    this.runtimes.set(name, runtime);
    const context = this.#context(module, { runtime, disk, link: this.#link(`${name} routes`) });
    for (const route of module.routes(context)) this.#routes.set(route.operationId, route);
  }

  #link(of: string): Link {
    const { server, time, faults, topology } = this.#world;
    const { latencyMs } = topology;
    return new Link({
      machine: this.machine,
      server,
      time,
      faults,
      seed: this.#seed.fork(of),
      latencyMs,
    });
  }

  #context(
    { service }: ServiceModule,
    parts: { readonly runtime: ServiceRuntime; readonly disk: ServiceDisk; readonly link: Link },
  ): ServiceContext {
    const { runtime, disk, link } = parts;
    return {
      clock: this.machine.clock,
      ids: this.#seed.fork(`${service.name} ids`).ids(this.machine.clock),
      log: this.#telemetry.log,
      views: simulatedViews(disk, link),
      execute: (execution) => runtime.execute(execution),
      ...streamsOf(service, disk, link),
      history: () => Promise.resolve([]),
      progress: (source) => link.request(() => progressOf(disk, source)),
      onCommitted: (callback) => {
        const listeners = this.#listeners.get(service.name) ?? new Set();
        this.#listeners.set(service.name, listeners.add(callback));
        return () => listeners.delete(callback);
      },
    };
  }
}

function streamsOf(
  service: Service,
  disk: ServiceDisk,
  link: Link,
): Pick<ServiceContext, "state" | "states" | "stateAtHead" | "movements"> {
  const read = (category: string, key: string) => stateOf(service, disk, streamOf(category, key));
  return {
    state: ({ category }, key) => link.request(() => read(category, key)) as never,
    states: ({ category }, keys) =>
      link.request(() => {
        const found = keys.map((key) => [key, read(category, key)?.state] as const);
        return new Map(found.filter(([, state]) => state !== undefined));
      }) as never,
    stateAtHead: ({ category }, key) =>
      link.request(() => {
        const found = read(category, key);
        return found && { state: found.state, head: disk.streams.head };
      }) as never,
    async *movements({ stream, from }) {
      yield await link.request(() => disk.streams.movements(stream, from));
    },
  };
}

function stateOf(
  service: Service,
  disk: ServiceDisk,
  stream: string,
): { readonly state: unknown; readonly version: number } | undefined {
  const stored = disk.streams.load(stream);
  if (stored === undefined) return undefined;
  const { state, version } = foldStream(service, stream, stored);
  return { state, version };
}

function progressOf(disk: ServiceDisk, source: string): string {
  const read = disk.leases.positions
    .filter((each) => each.consumer === disk.service.name && sourceOf(each.channel) === source)
    .map(({ channel, partition, position }) => `${channel}/${partition}:${position}`);
  return [...read.sort(), disk.parked.size].join(" ");
}
