import type {
  Places,
  Bus,
  Command,
  Commit,
  Contract,
  DecideContext,
  Decider,
  NewEvent,
  ServiceModule,
  Store,
} from "@waybill/kit";
import type { Mutation } from "../world.ts";

/** One call of a decider, with the way to what it would have decided. */
export interface Decision<State, Cmd extends Command> {
  readonly command: Cmd;
  readonly state: State;
  readonly context: DecideContext;
  readonly decide: (command: Cmd, state: State, context: DecideContext) => readonly NewEvent[];
}

/** Lets a decider of the module decide otherwise. */
export function deciding<State, Cmd extends Command = Command>(
  category: string,
  otherwise: (decision: Decision<State, Cmd>) => readonly NewEvent[],
): Partial<Mutation> {
  const bent = (decider: Decider): Decider =>
    decider.category === category
      ? {
          ...decider,
          decide: (command, state, context) =>
            otherwise({
              command: command as Cmd,
              state: state as State,
              context,
              decide: (...given) => decider.decide(...given),
            }),
        }
      : decider;
  return {
    module(module: ServiceModule): ServiceModule {
      const { service } = module;
      if (!service.deciders.has(category)) return module;
      return {
        ...module,
        service: {
          ...service,
          reactions: service.reactions.map((each) => ({ ...each, to: bent(each.to) })),
          activities: service.activities.map((each) => ({ ...each, to: bent(each.to) })),
        },
      };
    },
  };
}

/** Lets the activities of a service do nothing about messages of a type, and say nothing of it. */
export function forgetting(name: string, { type }: Contract): Partial<Mutation> {
  return {
    module(module: ServiceModule): ServiceModule {
      const { service } = module;
      if (service.name !== name) return module;
      const activities = service.activities.map((each): typeof each => ({
        ...each,
        perform: (message, ...given) =>
          message.type === type ? Promise.resolve(undefined) : each.perform(message, ...given),
      }));
      return { ...module, service: { ...service, activities } };
    },
  };
}

/** Lets the commits of a service, or of all, be other ones. */
export function committing(
  service: string | undefined,
  otherwise: (commit: Commit, proceed: (commit: Commit) => Promise<number>) => Promise<number>,
): Partial<Mutation> {
  return {
    store: (store, disk) =>
      service !== undefined && disk.service.name !== service
        ? store
        : storeWith(store, {
            commit: (commit) => otherwise(commit, (other) => store.commit(other)),
          }),
  };
}

/** A store of which some operations are others. */
export function storeWith(store: Store, others: Partial<Store>): Store {
  return {
    load: (...given) => store.load(...given),
    lookup: (...given) => store.lookup(...given),
    commit: (...given) => store.commit(...given),
    dueStreams: (...given) => store.dueStreams(...given),
    beat: (...given) => store.beat(...given),
    pause: (...given) => store.pause(...given),
    resume: (...given) => store.resume(...given),
    acquire: (...given) => store.acquire(...given),
    release: (...given) => store.release(...given),
    leave: (...given) => store.leave(...given),
    parkedKeys: (...given) => store.parkedKeys(...given),
    dueParked: (...given) => store.dueParked(...given),
    ...others,
  };
}

/** Whether this is the time: once in so many. */
export function onceIn(times: number): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % times === 0;
  };
}

/** Feeds that pass over a message now and then, as a reader does that goes by positions alone. */
export function passingOver(service: string, times: number): Partial<Mutation> {
  const passes = onceIn(times);
  return {
    bus: (bus: Bus, of: string): Bus =>
      of !== service
        ? bus
        : {
            channelOf: (event) => bus.channelOf(event),
            committed: (...given) => bus.committed(...given),
            close: () => bus.close(),
            subscribe: (request) => {
              const feed = bus.subscribe(request);
              return Object.create(feed, {
                take: {
                  value: (max: number) => {
                    const taken = feed.take(max);
                    const messages = taken.messages.filter(() => !passes());
                    return { messages, scannedTo: taken.scannedTo };
                  },
                },
                seek: { value: (places: Places) => feed.seek(places) },
                close: { value: () => feed.close() },
                waiting: { get: () => feed.waiting },
                unread: { get: () => feed.unread },
                head: { get: () => feed.head },
                oldest: { get: () => feed.oldest },
              }) as typeof feed;
            },
          },
  };
}
