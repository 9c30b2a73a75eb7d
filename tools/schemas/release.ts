import type { Contract } from "@waybill/contracts";
import { exampleOf } from "./example-data.ts";
import { jsonOf } from "./evolution.ts";
import { canonical } from "./json-schema.ts";
import type { ReleasedEvent, ReleasedVersion } from "./released-schemas.ts";

/**
 * The released schemas with the contracts of now released, too. Versions that were released before stay;
 * of the present one the schema becomes that of now (a compatible one, or `judge` has refused it).
 */
export function releaseOf(
  contracts: readonly Contract[],
  released: readonly ReleasedEvent[],
): readonly ReleasedEvent[] {
  const before = new Map(released.map((event) => [event.type, event.versions]));
  return contracts
    .toSorted((one, other) => (one.type < other.type ? -1 : 1))
    .map((contract): ReleasedEvent => {
      const { type, source, version } = contract;
      const versions = before.get(type) ?? [];
      const older = versions.filter((each) => each.version !== version);
      const same = versions.find((each) => each.version === version);
      return { type, source, versions: [...older, versionOf(contract, same)] };
    });
}

function versionOf(contract: Contract, before: ReleasedVersion | undefined): ReleasedVersion {
  const { version, topic, subject } = contract;
  const schema = jsonOf(contract);
  const examples = [exampleOf(schema, "least"), exampleOf(schema, "all")];
  const all = [...(before?.examples ?? []), ...examples];
  const distinct = new Map(all.map((each) => [canonical(each, false), each]));
  return {
    version,
    topic,
    ...(subject === undefined ? {} : { subject }),
    schema,
    examples: [...distinct.values()],
  };
}
