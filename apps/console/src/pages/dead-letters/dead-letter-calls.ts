import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import type { ActionRun } from "../../parts/confirm-action.tsx";
import { useCursorPages } from "../../parts/cursor-pages.ts";
import type { Cause } from "./cause.ts";

export type Detail = Schemas["DeadLetterDetail"];
export type Draft = Schemas["DeadLetterDraft"];
export type Edit = Schemas["DeadLetterEdit"];
export type Letter = Schemas["DeadLetter"];
export type Replay = Schemas["DeadLetterReplay"];
export type Progress = Schemas["DeadLetterReplayProgress"];
/** What is replayed: letters chosen by hand, or a group as it is when it is replayed. */
export type Chosen = { readonly ids: string[] } | { readonly cause: Cause };

export const lettersKey = "dead-letters";
export const refreshMs = 5_000;
const progressMs = 1_000;
const pageSize = 50;

export function useGroups() {
  return useQuery({
    queryKey: [lettersKey, "groups"],
    queryFn: () => answerOf(api.GET("/v1/ops/dead-letters/groups")),
    refetchInterval: refreshMs,
  });
}

export function useLetters(cause: Cause) {
  const key = [lettersKey, "list", cause.service, cause.consumer, cause.code, cause.type];
  return useCursorPages<Letter>(key, (cursor) =>
    answerOf(
      api.GET("/v1/dead-letters", {
        params: {
          query: { ...cause, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
        },
      }),
    ),
  );
}

export function useLetter(id: string) {
  return useQuery({
    queryKey: [lettersKey, "one", id],
    queryFn: () => answerOf(api.GET("/v1/ops/dead-letters/{id}", { params: { path: { id } } })),
    refetchInterval: refreshMs,
  });
}

/** What replaying would do, as things are now. */
export function useDryRun(chosen: Chosen, perSecond: number) {
  return useQuery({
    queryKey: [lettersKey, "dry-run", chosen, perSecond],
    queryFn: () =>
      answerOf(
        api.POST("/v1/ops/dead-letters/replays/dry-run", { body: { ...chosen, perSecond } }),
      ),
    staleTime: 0,
  });
}

export function replayLetters(chosen: Chosen, perSecond: number): Promise<Replay> {
  return answerOf(api.POST("/v1/ops/dead-letters/replays", { body: { ...chosen, perSecond } }));
}

export function dropLetters(ids: string[], { reason }: ActionRun) {
  return answerOf(
    api.POST("/v1/ops/dead-letters/drops", {
      body: { ids },
      params: { header: { "X-Reason": encodeURIComponent(reason) } },
    }),
  );
}

export function useReplays() {
  return useQuery({
    queryKey: [lettersKey, "replays"],
    queryFn: () => answerOf(api.GET("/v1/ops/dead-letters/replays")),
    refetchInterval: ({ state }) =>
      state.data?.items.some(isUnderWay) === true ? progressMs : refreshMs,
  });
}

export function isUnderWay({ waiting, retrying }: Progress): boolean {
  return waiting + retrying > 0;
}

/** Has everything that shows dead letters read them again. */
export function useLettersChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [lettersKey] });
}

/** Read once: what a person writes must not be replaced under their hands. */
export function useDraft(id: string) {
  return useQuery({
    queryKey: ["dead-letter-draft", id],
    queryFn: () =>
      answerOf(api.GET("/v1/ops/dead-letters/{id}/draft", { params: { path: { id } } })),
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

export function editLetter(
  id: string,
  edit: { readonly data: unknown; readonly edits: number; readonly reason: string },
) {
  return answerOf(
    api.POST("/v1/ops/dead-letters/{id}/edits", {
      params: {
        path: { id },
        header: { "If-Match": `"${edit.edits}"`, "X-Reason": encodeURIComponent(edit.reason) },
      },
      body: { data: edit.data },
    }),
  );
}

export function useEdits(key: string) {
  return useQuery({
    queryKey: [lettersKey, "edits", key],
    queryFn: async () =>
      (await answerOf(api.GET("/v1/ops/dead-letters/edits", { params: { query: { key } } }))).items,
    refetchInterval: refreshMs,
  });
}
