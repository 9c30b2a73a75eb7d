import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import type { paths } from "../../api/generated/schema.ts";
import { reachability } from "../../live/reachability.ts";
import { useCursorPages, type CursorRows } from "../../parts/cursor-pages.ts";

export type LogLine = Schemas["LogLine"];
export type LogFilter = NonNullable<paths["/v1/ops/logs/live"]["get"]["parameters"]["query"]>;

const pageSize = 100;
/** Lines that come in while one looks; older ones are read from the server again. */
const mostLive = 1_000;
const againMs = 2_000;

/**
 * The recent lines of a filter, newest first, and the new ones on top as they are written.
 * @param pausedAt time of the newest line to show, in whatever way newer ones come
 */
export function useLogs(filter: LogFilter, pausedAt: string | undefined): CursorRows<LogLine> {
  const list = useCursorPages<LogLine>(["logs", filter], (cursor) =>
    answerOf(
      api.GET("/v1/ops/logs", {
        params: {
          query: { limit: pageSize, ...filter, ...(cursor === undefined ? {} : { cursor }) },
        },
      }),
    ),
  );
  const live = useLiveLines(filter, pausedAt !== undefined);
  const known = new Set(list.rows.map(({ id }) => id));
  const rows = [...live.filter(({ id }) => !known.has(id)), ...list.rows];
  return { ...list, rows: rows.filter(({ at }) => pausedAt === undefined || at <= pausedAt) };
}

function useLiveLines(filter: LogFilter, paused: boolean): readonly LogLine[] {
  const query = new URLSearchParams(Object.entries(filter)).toString();
  const [heard, setHeard] = useState<{ query: string; lines: readonly LogLine[] }>({
    query,
    lines: [],
  });
  const client = useQueryClient();
  useEffect(() => {
    if (paused) return undefined;
    return listen(query, {
      // What was written between the list and the stream is in the list when it is read again.
      opened: () => void client.invalidateQueries({ queryKey: ["logs"] }),
      heard: (line) =>
        setHeard((before) => {
          const lines = before.query === query ? before.lines : [];
          return { query, lines: [line, ...lines].slice(0, mostLive) };
        }),
    });
  }, [client, query, paused]);
  return heard.query === query ? heard.lines : [];
}

interface Listener {
  readonly opened: () => void;
  readonly heard: (line: LogLine) => void;
}

/** Comes back by itself after the connection broke. @returns ends it */
function listen(query: string, { opened, heard }: Listener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource(`/v1/ops/logs/live?${query}`);
    source.addEventListener("open", opened);
    source.addEventListener("log", (event: MessageEvent<string>) =>
      heard(JSON.parse(event.data) as LogLine),
    );
    source.addEventListener("error", () => {
      source?.close();
      void reachability.ask();
      timer = setTimeout(open, againMs);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
