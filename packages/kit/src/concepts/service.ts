import type { Activity } from "./activity.ts";
import type { Contract } from "./contract.ts";
import type { Decider } from "./decider.ts";
import type { Process } from "./process.ts";
import type { Reaction } from "./reaction.ts";
import type { View } from "./view.ts";

/** What a service is made of. `service.ts` of every service is this list. */
export interface ServiceDefinition {
  /** Also the name of its database and of its log. No `-` inside. */
  readonly name: string;
  readonly deciders: readonly Decider[];
  /** Events that its deciders write for others, and that no state of its own is folded from. */
  readonly announces?: readonly Contract[];
  readonly reactions?: readonly Reaction[];
  readonly processes?: readonly Process[];
  readonly activities?: readonly Activity[];
  readonly views?: readonly View[];
  /** Folder of the SQL migrations that make its views' tables. */
  readonly migrations?: URL;
}

export interface Service {
  readonly name: string;
  readonly deciders: ReadonlyMap<string, Decider>;
  readonly reactions: readonly Reaction[];
  readonly processes: readonly Process[];
  readonly activities: readonly Activity[];
  readonly views: readonly View[];
  readonly migrations: URL | undefined;
  /** The events that it writes, by type. What is not among them does not get to a broker. */
  readonly events: ReadonlyMap<string, Contract>;
}

/**
 * Puts a service together.
 * @throws {Error} when two deciders share a category, or a reaction or activity is for a decider that the service does not have
 */
export function service(definition: ServiceDefinition): Service {
  const processes = definition.processes ?? [];
  const deciders = new Map<string, Decider>();
  const all = [
    ...definition.deciders,
    ...processes.map((each) => each.decider as unknown as Decider),
  ];
  for (const each of all) {
    if (deciders.has(each.category) || each.category.includes("-")) {
      throw new Error(
        `service ${definition.name}: category ${each.category} must be its own and without "-"`,
      );
    }
    deciders.set(each.category, each);
  }
  const reactions = [
    ...(definition.reactions ?? []),
    ...processes.flatMap((each) => each.reactions),
  ];
  for (const each of [...reactions, ...(definition.activities ?? [])]) {
    if (!deciders.has(each.to.category)) {
      throw new Error(
        `service ${definition.name} lists no decider ${each.to.category}, which it gives commands to`,
      );
    }
  }
  const folded = [...deciders.values()].flatMap((each) => each.events);
  const written = [...folded, ...(definition.announces ?? [])].filter(
    ({ source }) => source === definition.name,
  );
  return {
    name: definition.name,
    deciders,
    reactions,
    processes,
    activities: definition.activities ?? [],
    views: definition.views ?? [],
    migrations: definition.migrations,
    events: new Map(written.map((contract) => [contract.type, contract])),
  };
}
