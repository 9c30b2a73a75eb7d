import { useQuery } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { isStatus } from "../../api/problem.ts";
import { useCursorPages } from "../../parts/cursor-pages.ts";

export type TraceSummary = Schemas["TraceSummary"];
export type Trace = Schemas["Trace"];
export type Span = Schemas["TraceSpan"];

const listMs = 2_000;
const pageSize = 100;

interface TraceFilter {
  readonly orderId?: string;
  readonly failed?: boolean;
}

export function useTraces(filter: TraceFilter, paused: boolean) {
  return useCursorPages<TraceSummary>(
    ["traces", filter],
    (cursor) =>
      answerOf(
        api.GET("/v1/ops/traces", {
          params: {
            query: { limit: pageSize, ...filter, ...(cursor === undefined ? {} : { cursor }) },
          },
        }),
      ),
    paused ? undefined : listMs,
  );
}

/** Its traces, of which the server may hold none. */
export function useTracesOf(orderId: string) {
  return useQuery({
    queryKey: ["traces", "of", orderId],
    queryFn: () =>
      answerOf(api.GET("/v1/ops/traces", { params: { query: { limit: 5, orderId } } })),
  });
}

/** A trace grows while its order goes on; when it has made way for others on the server it stays on the page. */
export function useTrace(traceId: string) {
  return useQuery({
    queryKey: ["trace", traceId],
    queryFn: () => answerOf(api.GET("/v1/ops/traces/{traceId}", { params: { path: { traceId } } })),
    refetchInterval: ({ state: { error } }) => (isStatus(error, 404) ? false : listMs),
  });
}
