import { categoryOf, keyOf, upcast } from "../concepts/contract.ts";
import type { Service } from "../concepts/service.ts";
import type { StoredStream } from "../ports/store.ts";
import type { Entry } from "./stream-writes.ts";

/**
 * The newest state of a stream: its snapshot's, moved on by the events after it.
 * @throws {UnknownVersion} when one of them was written by a later version than this one knows
 */
export function foldStream(
  service: Service,
  stream: string,
  { snapshot, events, timer }: StoredStream,
): Entry {
  const decider = service.deciders.get(categoryOf(stream));
  if (decider === undefined) {
    throw new Error(`service ${service.name} has no decider for stream ${stream}`);
  }
  const key = keyOf(stream);
  let state = snapshot === undefined ? decider.initial(key) : snapshot.state;
  let version = snapshot?.version ?? 0;
  for (const { type, schemaVersion, data, tenant, time, ...event } of events) {
    const contract = service.events.get(type);
    const lifted = contract === undefined ? data : upcast(contract, schemaVersion, data);
    state = decider.evolve(state, { type, data: lifted }, { key, tenant, time });
    version = event.version;
  }
  return { version, state, snapshot: snapshot?.version ?? 0, timer, tenant: events.at(-1)?.tenant };
}
