import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";

export type Run = Schemas["Verification"];
export type RunDetail = Schemas["VerificationDetail"];
export type Check = RunDetail["checks"][number];
export type Violation = Schemas["Violation"];

const key = "verifications";
const runningMs = 1_000;
const restMs = 5_000;
/** As many as the strip shows. */
const shownRuns = 60;

/** Newest first. */
export function useRuns() {
  return useQuery({
    queryKey: [key, "list"],
    queryFn: () =>
      answerOf(api.GET("/v1/ops/verifications", { params: { query: { limit: shownRuns } } })),
    refetchInterval: ({ state }) =>
      state.data?.items.some(isRunning) === true ? runningMs : restMs,
  });
}

export function useRun(id: string | undefined) {
  return useQuery({
    queryKey: [key, "one", id],
    queryFn: () =>
      answerOf(api.GET("/v1/ops/verifications/{id}", { params: { path: { id: id ?? "" } } })),
    enabled: id !== undefined,
    // What is over stays as it is.
    refetchInterval: ({ state }) =>
      state.data === undefined || isRunning(state.data) ? runningMs : false,
  });
}

export function useStartRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.POST("/v1/ops/verifications")),
    onSuccess: () => client.invalidateQueries({ queryKey: [key] }),
  });
}

export function isRunning({ state }: Pick<Run, "state">): boolean {
  return state === "running";
}
