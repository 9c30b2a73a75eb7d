import { useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { useCursorPages } from "../../parts/cursor-pages.ts";

export type Key = Schemas["ApiKey"];
export type NewKey = Schemas["NewApiKey"];
export type MadeKey = Schemas["MadeApiKey"];

const key = "keys";
const refreshMs = 5_000;
const pageSize = 100;

export function useKeys() {
  return useCursorPages<Key>(
    [key],
    (cursor) =>
      answerOf(
        api.GET("/v1/ops/keys", {
          params: { query: { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      ),
    refreshMs,
  );
}

export function makeKey(body: NewKey): Promise<MadeKey> {
  return answerOf(api.POST("/v1/ops/keys", { body }));
}

export async function revokeKey({ id, own }: Key, reason: string): Promise<void> {
  await answerOf(
    api.DELETE("/v1/ops/keys/{id}", {
      params: {
        path: { id },
        query: own ? { own } : {},
        header: { "X-Reason": encodeURIComponent(reason) },
      },
    }),
  );
}

export function useKeysChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [key] });
}
