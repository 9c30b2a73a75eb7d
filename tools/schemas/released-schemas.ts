import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { root } from "../source-files.ts";
import type { JsonSchema } from "./json-schema.ts";

/** A version of an event as it was released. */
export interface ReleasedVersion {
  readonly version: number;
  readonly topic: string;
  readonly subject?: string;
  readonly schema: JsonSchema;
  /** Data that may stand in logs. Only ever more of it: what could be read once must stay readable. */
  readonly examples: readonly unknown[];
}

export interface ReleasedEvent {
  readonly type: string;
  readonly source: string;
  /** From the first; the last one is what new events are written with. */
  readonly versions: readonly ReleasedVersion[];
}

const folder = "packages/contracts/released";

/** All events that were ever released, by service and type. */
export function readReleased(): readonly ReleasedEvent[] {
  const directory = `${root}/${folder}`;
  return readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .flatMap((name) => JSON.parse(readFileSync(`${directory}/${name}`, "utf8")) as ReleasedEvent[]);
}

/** Writes one file for each service. @returns their paths from the root */
export function writeReleased(events: readonly ReleasedEvent[]): readonly string[] {
  mkdirSync(`${root}/${folder}`, { recursive: true });
  return [...Map.groupBy(events, ({ source }) => source)].map(([source, own]) => {
    const path = `${folder}/${source}.json`;
    writeFileSync(`${root}/${path}`, `${JSON.stringify(own, null, 2)}\n`);
    return path;
  });
}
