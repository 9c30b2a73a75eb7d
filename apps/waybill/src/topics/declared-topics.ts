import type { Contract } from "@waybill/kit";

/** A topic that contracts name. */
export interface DeclaredTopic {
  readonly name: string;
  /** Services that write into it. */
  readonly sources: readonly string[];
  readonly types: readonly string[];
}

/** By name. What topics there are is said by the contracts and nowhere else. */
export function declaredTopics(contracts: readonly Contract[]): readonly DeclaredTopic[] {
  return [...Map.groupBy(contracts, ({ topic }) => topic)]
    .map(([name, ofTopic]) => ({
      name,
      sources: [...new Set(ofTopic.map(({ source }) => source))].sort(),
      types: ofTopic.map(({ type }) => type).sort(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
