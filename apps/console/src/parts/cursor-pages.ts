import { useInfiniteQuery } from "@tanstack/react-query";

/** Reading more again and again would be a burden, and would move the rows under a reader. */
const refreshedPages = 3;

interface CursorPage<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/** The rows loaded so far of a list that the API gives in pages. */
export interface CursorRows<Row> {
  readonly rows: readonly Row[];
  readonly loading: boolean;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly loadMore: () => void;
}

/**
 * Reads a list page by page.
 * @param key of the query cache; everything that filters belongs into it
 * @param read gives the page at a cursor, the first one without
 * @param refreshMs how often to read again; a list with many pages open stays as it is
 */
export function useCursorPages<Row>(
  key: readonly unknown[],
  read: (cursor: string | undefined) => Promise<CursorPage<Row>>,
  refreshMs?: number,
): CursorRows<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }: { readonly pageParam: string | undefined }) => read(pageParam),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }: CursorPage<Row>) => nextCursor ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      refreshMs !== undefined && (data?.pages.length ?? 0) <= refreshedPages ? refreshMs : false,
  });
  return {
    rows: query.data?.pages.flatMap(({ items }) => items) ?? [],
    loading: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}
