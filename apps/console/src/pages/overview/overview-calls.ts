import { useQuery } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { useLive } from "../../live/use-live.ts";

export type Overview = Schemas["Overview"];
export type Flow = Overview["flows"][number];
export type ServiceState = Overview["services"][number];

/** The overview, from the live stream; asked for every few seconds while the stream is away. */
export function useOverview() {
  const { value, connected } = useLive("overview");
  const asked = useQuery({
    queryKey: ["overview"],
    queryFn: () => answerOf(api.GET("/v1/ops/overview")),
    enabled: !connected,
    refetchInterval: 5_000,
  });
  return {
    overview: connected ? (value ?? asked.data) : newer(value, asked.data),
    connected,
    error: asked.error,
  };
}

function newer(one: Overview | undefined, other: Overview | undefined): Overview | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.at > other.at ? one : other;
}
