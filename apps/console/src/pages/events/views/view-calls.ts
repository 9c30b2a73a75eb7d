import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../../api/client.ts";
import type { ActionRun } from "../../../parts/confirm-action.tsx";

export type View = Schemas["View"];
export type Rebuild = Schemas["ViewRebuild"];
export type Result = NonNullable<Rebuild["result"]>;
export type Named = Pick<View, "service" | "view">;

const viewsKey = "views";
const refreshMs = 5_000;
const progressMs = 500;

export function useViews() {
  return useQuery({
    queryKey: [viewsKey, "list"],
    queryFn: async () => (await answerOf(api.GET("/v1/ops/views"))).items,
    refetchInterval: ({ state }) =>
      state.data?.some(({ rebuild }) => rebuild?.state === "running") === true
        ? progressMs
        : refreshMs,
  });
}

/** Of this server since it started, newest first. */
export function useRebuilds({ service, view }: Named) {
  return useQuery({
    queryKey: [viewsKey, "rebuilds", service, view],
    queryFn: async () =>
      (
        await answerOf(
          api.GET("/v1/ops/views/{service}/{view}/rebuilds", {
            params: { path: { service, view } },
          }),
        )
      ).items,
    refetchInterval: ({ state }) => (state.data?.[0]?.state === "running" ? progressMs : refreshMs),
  });
}

export function startRebuild(
  { service, view }: Named,
  { dryRun, action }: { readonly dryRun: boolean; readonly action: ActionRun },
): Promise<Rebuild> {
  return answerOf(
    api.POST("/v1/ops/views/{service}/{view}/rebuilds", {
      params: { path: { service, view }, header: reasonOf(action) },
      body: { dryRun },
    }),
  );
}

export function cancelRebuild({ service, view, id }: Rebuild, action: ActionRun): Promise<Rebuild> {
  return answerOf(
    api.DELETE("/v1/ops/views/{service}/{view}/rebuilds/{id}", {
      params: { path: { service, view, id }, header: reasonOf(action) },
    }),
  );
}

/** Has everything that shows views read them again. */
export function useViewsChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [viewsKey] });
}

function reasonOf({ reason }: ActionRun) {
  return { "X-Reason": encodeURIComponent(reason) };
}

export function wrongRows({ missing, different, unexpected }: Result): number {
  return missing + different + unexpected;
}
