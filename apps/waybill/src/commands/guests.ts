import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { contracts } from "@waybill/contracts";
import { errorMessage, type Contract, type ServiceModule } from "@waybill/kit";
import { Unusable } from "../failure.ts";

/**
 * The services of modules that are run beside the seven.
 * @throws {Unusable} `guest-invalid` when a file's default export is no service, or one that would mix its events
 * with those of another
 */
export async function loadGuests(files: readonly string[]): Promise<readonly ServiceModule[]> {
  const taken = namesOf(contracts);
  const guests: ServiceModule[] = [];
  for (const file of files) {
    const guest = await loaded(file);
    const flaw = flawOf(guest, taken);
    if (flaw !== undefined) throw invalid(file, flaw);
    const own = namesOf([...guest.service.events.values()]);
    for (const name of ["services", "types", "topics"] as const)
      for (const each of own[name]) taken[name].add(each);
    taken.services.add(guest.service.name);
    guests.push(guest);
  }
  return guests;
}

interface Names {
  readonly services: Set<string>;
  readonly types: Set<string>;
  readonly topics: Set<string>;
}

function namesOf(of: readonly Contract[]): Names {
  return {
    services: new Set(of.map(({ source }) => source)),
    types: new Set(of.map(({ type }) => type)),
    topics: new Set(of.map(({ topic }) => topic)),
  };
}

async function loaded(file: string): Promise<ServiceModule> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Unusable("guest-invalid", `there is no file ${path}`);
  let found: { readonly default?: unknown };
  try {
    found = (await import(pathToFileURL(path).href)) as typeof found;
  } catch (error) {
    throw invalid(file, `it cannot be loaded: ${errorMessage(error)}`);
  }
  if (!isService(found.default))
    throw invalid(file, "its default export is not a service; docs/add-a-service.md shows one");
  return found.default;
}

function isService(given: unknown): given is ServiceModule {
  const { service, routes } = (given ?? {}) as Partial<ServiceModule>;
  return (
    typeof service?.name === "string" &&
    service.events instanceof Map &&
    typeof routes === "function"
  );
}

/** Names are how messages are told apart, in logs that are kept for ever. */
function flawOf({ service }: ServiceModule, taken: Names): string | undefined {
  const { name } = service;
  if (taken.services.has(name)) return `there is a service ${name} already; give it another name`;
  for (const { type, topic, source, version, upcasts } of service.events.values()) {
    if (source !== name)
      return `its event ${type} has the source ${source}; events of a service have its name, ${name}`;
    if (taken.types.has(type))
      return `an event ${type} is there already; types are unique over all services`;
    if (taken.topics.has(topic))
      return `the topic ${topic} of ${type} belongs to another service; give it one of its own`;
    for (let from = 1; from < version; from++)
      if (upcasts?.[from] === undefined)
        return `${type} is at version ${version} and has no upcast from version ${from}`;
  }
  return undefined;
}

function invalid(file: string, flaw: string): Unusable {
  return new Unusable("guest-invalid", `${file}: ${flaw}`);
}
