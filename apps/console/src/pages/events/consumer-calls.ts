import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";

export type Consumer = Schemas["Consumer"];
export type ConsumerDetail = Schemas["ConsumerDetail"];

const refreshMs = 2_000;

export function useConsumers() {
  return useQuery({
    queryKey: ["consumers", "list"],
    queryFn: () => answerOf(api.GET("/v1/ops/consumers")),
    refetchInterval: refreshMs,
  });
}

export function useConsumer(consumer: string) {
  return useQuery({
    queryKey: ["consumers", "one", consumer],
    queryFn: () =>
      answerOf(api.GET("/v1/ops/consumers/{consumer}", { params: { path: { consumer } } })),
    refetchInterval: refreshMs,
  });
}

export function changeConsumer(consumer: string, verb: "pause" | "resume", reason: string) {
  const params = {
    path: { consumer },
    header: { "X-Reason": encodeURIComponent(reason) },
  };
  return answerOf(
    verb === "pause"
      ? api.POST("/v1/ops/consumers/{consumer}/pause", { params })
      : api.POST("/v1/ops/consumers/{consumer}/resume", { params }),
  );
}

/** Has everything that shows consumers read them again. */
export function useConsumersChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["consumers"] });
}
