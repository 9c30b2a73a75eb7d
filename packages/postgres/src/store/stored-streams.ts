import type { HomeEvent, StoredStream } from "@waybill/kit";

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
