import { QueryClient } from "@tanstack/react-query";
import { ProblemError, UnreachableError } from "../api/problem.ts";
import { reachability } from "../live/reachability.ts";

const mostRetries = 2;

/** A refusal is an answer and not asked for again; a server that is gone is asked by `reachability`. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // The browser's notion of being online says nothing of a server on this machine.
      networkMode: "always",
      retry: (failures, error) =>
        failures < mostRetries &&
        !(error instanceof UnreachableError) &&
        !(error instanceof ProblemError && error.problem.status < 500),
    },
    mutations: { networkMode: "always", retry: false },
  },
});

reachability.onReturn(() => void queryClient.invalidateQueries());
