import {
  foldStream,
  keyOf,
  ServiceRuntime,
  streamOf,
  type Bus,
  type Recorded,
  type RuntimeOptions,
  type Service,
  type ServiceContext,
  type ServiceModule,
} from "@waybill/kit";
import type { ServiceConnections } from "./databases.ts";

export interface RunningService {
  readonly module: ServiceModule;
  readonly runtime: ServiceRuntime;
  readonly context: ServiceContext;
}

type Platform = Omit<RuntimeOptions, "service" | "store">;

export interface Wiring {
  readonly platform: Platform;
  readonly connections: ServiceConnections;
  readonly committed: CommitListeners;
  readonly history: ServiceContext["history"];
}

/** Puts a service on its database, with everything its routes may use. */
export function runService(module: ServiceModule, wiring: Wiring): RunningService {
  const { platform, connections, committed } = wiring;
  const { service } = module;
  const runtime = new ServiceRuntime({ ...platform, service, store: connections.store });
  const context: ServiceContext = {
    ...streamsOf(service, connections),
    clock: platform.clock,
    ids: platform.ids,
    log: platform.telemetry.log.child({ service: service.name }),
    views: connections.views,
    execute: (execution) => runtime.execute(execution),
    history: wiring.history,
    progress: (source) =>
      connections.states.progress(service.name, {
        source,
        channels: channelsOf(service, source, platform.bus),
      }),
    onCommitted: (callback) => committed.add(service.name, callback),
  };
  return { module, runtime, context };
}

/** Looks at the streams of a service and at what moved them. */
function streamsOf(
  service: Service,
  { states, touches }: ServiceConnections,
): Pick<ServiceContext, "state" | "states" | "stateAtHead" | "movements"> {
  return {
    async state<State>({ category }: { readonly category: string }, key: string) {
      const stream = streamOf(category, key);
      const stored = await states.stream(stream);
      if (stored === undefined) return undefined;
      const { state, version } = foldStream(service, stream, stored);
      return { state: state as State, version };
    },
    async states<State>({ category }: { readonly category: string }, keys: readonly string[]) {
      const stored = await states.streams(keys.map((key) => streamOf(category, key)));
      const found = [...stored].map(([stream, each]): [string, State] => [
        keyOf(stream),
        foldStream(service, stream, each).state as State,
      ]);
      return new Map(found);
    },
    async stateAtHead<State>({ category }: { readonly category: string }, key: string) {
      const found = await states.stateAtHead(streamOf(category, key));
      return found === undefined ? undefined : { ...found, state: found.state as State };
    },
    movements: (moved) => touches.movements(moved),
  };
}

/** By what a service hears of a source. */
function channelsOf(service: Service, source: string, bus: Bus): readonly string[] {
  const heard = [
    ...service.reactions.map(({ on }) => on),
    ...service.views.flatMap((view) => (view.kind === "message" ? view.on : [])),
  ];
  const channels = heard
    .filter((each) => each.source === source)
    .map((each) => bus.channelOf(each));
  return [...new Set(channels)];
}

type Callback = (events: readonly Recorded[]) => void;

/** Those of this process who want to know at once what a service has committed. */
export class CommitListeners {
  readonly #callbacks = new Map<string, Set<Callback>>();

  add(source: string, callback: Callback): () => void {
    const callbacks = this.#callbacks.get(source) ?? new Set();
    callbacks.add(callback);
    this.#callbacks.set(source, callbacks);
    return () => {
      callbacks.delete(callback);
    };
  }

  /** Wants to know it of every service. */
  readonly #all = new Set<Callback>();

  addForAll(callback: Callback): void {
    this.#all.add(callback);
  }

  announce(source: string, events: readonly Recorded[]): void {
    for (const callback of this.#all) callback(events);
    for (const callback of this.#callbacks.get(source) ?? []) callback(events);
  }
}
