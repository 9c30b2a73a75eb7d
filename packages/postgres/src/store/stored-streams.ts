import type { Database, StoredStream, HomeEvent } from "@waybill/kit";
import { sql } from "../sql.ts";

/** A row of `src/sql/load-streams.sql`; `null` stands for what there is not. */
export interface LoadedStream {
  readonly stream: string;
  readonly version: number | null;
  readonly state: unknown;
  readonly events: readonly HomeEvent[] | null;
  readonly due: number | null;
  readonly revision: number | null;
}

export function streamsOf(rows: readonly LoadedStream[]): ReadonlyMap<string, StoredStream> {
  return new Map(
    rows.map(({ stream, version, state, events, due, revision }) => [
      stream,
      {
        snapshot: version === null ? undefined : { version, state },
        events: events ?? [],
        timer: due === null || revision === null ? undefined : { due, revision },
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
