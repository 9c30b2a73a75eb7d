import { useQuery } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { useCursorPages } from "../../parts/cursor-pages.ts";

export type ProcessRow = Schemas["ProcessSummary"];
export type ProcessState = ProcessRow["state"];

const pageSize = 100;
const refreshMs = 3_000;

export function useProcessDefinitions() {
  return useQuery({
    queryKey: ["processes", "definitions"],
    queryFn: async () => (await answerOf(api.GET("/v1/ops/process-definitions"))).items,
    refetchInterval: refreshMs,
  });
}

/** Processes in a state, or all; newest order first. */
export function useProcessList(state: ProcessState | undefined) {
  return useCursorPages<ProcessRow>(
    ["processes", "list", state ?? null],
    (cursor) =>
      answerOf(
        api.GET("/v1/processes", {
          params: {
            query: {
              limit: pageSize,
              ...(state === undefined ? {} : { state }),
              ...(cursor === undefined ? {} : { cursor }),
            },
          },
        }),
      ),
    refreshMs,
  );
}
