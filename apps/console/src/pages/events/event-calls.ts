import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import type { CursorRows } from "../../parts/cursor-pages.ts";
import type { EventQuery } from "./event-filter.ts";

export type LoggedEvent = Schemas["LoggedEvent"];
type EventPage = Schemas["EventPage"];

const pageSize = 100;
const tailMs = 1_000;
/** From so many new ones on the list is read anew. */
const maxTail = 500;

export interface EventRows extends CursorRows<LoggedEvent> {
  /** Places of the logs that were looked at. */
  readonly looked: number;
}

function read(query: EventQuery): Promise<EventPage> {
  return answerOf(api.GET("/v1/ops/events", { params: { query: { ...query, limit: pageSize } } }));
}

/** Events that match, page by page; while `following` those that come are put at the top. */
export function useEvents(query: EventQuery, following: boolean): EventRows {
  const key = ["events", "list", query];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }: { readonly pageParam: string | undefined }) =>
      read(pageParam === undefined ? query : { ...query, cursor: pageParam }),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }: EventPage) => nextCursor ?? undefined,
  });
  const pages = list.data?.pages ?? [];
  const fresh = useTail(query, following ? (pages[0]?.newCursor ?? undefined) : undefined, key);
  const rows = new Map(
    [...fresh, ...pages.flatMap(({ items }) => items)].map((each) => [each.id, each]),
  );
  return {
    rows: [...rows.values()],
    loading: list.isPending,
    error: list.error,
    hasMore: list.hasNextPage,
    loadingMore: list.isFetchingNextPage,
    loadMore: () => void list.fetchNextPage(),
    looked: pages.reduce((sum, { looked }) => sum + looked, 0),
  };
}

interface Tail {
  readonly cursor: string;
  readonly items: readonly LoggedEvent[];
}

/** What has come since a cursor, newest first; only what is new is looked at. When too much comes the list is read anew. */
function useTail(
  query: EventQuery,
  from: string | undefined,
  list: readonly unknown[],
): readonly LoggedEvent[] {
  const client = useQueryClient();
  const key = ["events", "tail", query, from];
  const { data } = useQuery({
    queryKey: key,
    enabled: from !== undefined,
    refetchInterval: tailMs,
    gcTime: 0,
    queryFn: async (): Promise<Tail> => {
      const before = client.getQueryData<Tail>(key) ?? { cursor: from ?? "", items: [] };
      const page = await read({ ...query, order: "oldest", cursor: before.cursor });
      const items = [...page.items.toReversed(), ...before.items];
      if (page.nextCursor !== null || items.length > maxTail)
        void client.invalidateQueries({ queryKey: list });
      return { cursor: page.newCursor ?? before.cursor, items: items.slice(0, maxTail) };
    },
  });
  return data?.items ?? [];
}

/** @param id service and position, such as `orders/17` */
export function useEvent(id: string) {
  const [service = "", position = ""] = id.split("/");
  return useQuery({
    queryKey: ["events", "one", id],
    queryFn: () =>
      answerOf(
        api.GET("/v1/ops/events/{service}/{position}", {
          params: { path: { service, position } },
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useTopics() {
  return useQuery({
    queryKey: ["events", "topics"],
    queryFn: () => answerOf(api.GET("/v1/ops/topics")),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
