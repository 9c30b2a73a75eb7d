import type { Database, StoredStream, HomeEvent } from "@waybill/kit";
import { sql } from "../sql.ts";

/** A row of `src/sql/load-streams.sql`. */
export interface LoadedStream {
  readonly stream: string;
  /** `null` with all of the snapshot: there is none. */
  readonly version: number | null;
  readonly revision: number | null;
  readonly state: unknown;
  readonly due: number | null;
  /** `null`: none after the snapshot. */
  readonly events: readonly HomeEvent[] | null;
}

export function streamsOf(rows: readonly LoadedStream[]): ReadonlyMap<string, StoredStream> {
  return new Map(
    rows.map(({ stream, version, revision, state, due, events }) => [
      stream,
      {
        snapshot:
          version === null || revision === null
            ? undefined
            : { version, revision, state, due: due ?? undefined },
        events: events ?? [],
      },
    ]),
  );
}

/** A stream as the store has it, read apart from the Store's own connection. */
export async function readStream(
  database: Database,
  stream: string,
): Promise<StoredStream | undefined> {
  const rows = await database.query<LoadedStream>(sql("load-streams").text, [[stream]]);
  return streamsOf(rows).get(stream);
}
