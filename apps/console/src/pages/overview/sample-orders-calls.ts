import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";

export type SampleOrders = Schemas["SampleOrders"];
type SampleRequest = Schemas["SampleOrdersRequest"];

const queryKey = ["sample-orders"];

export function isRunning({ state }: SampleOrders): boolean {
  return state === "preparing" || state === "sending";
}

/** Another operator may start or stop them, too, so it is asked all the time. */
export function useSampleOrders() {
  return useQuery({
    queryKey,
    queryFn: () => answerOf(api.GET("/v1/ops/sample-orders")),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isRunning(data) ? 1_000 : 5_000,
  });
}

export function useSendSampleOrders() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SampleRequest) => answerOf(api.POST("/v1/ops/sample-orders", { body })),
    onSuccess: (state) => client.setQueryData(queryKey, state),
    onError: () => client.invalidateQueries({ queryKey }),
  });
}

export function useStopSampleOrders() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE("/v1/ops/sample-orders")),
    onSuccess: (state) => client.setQueryData(queryKey, state),
  });
}
