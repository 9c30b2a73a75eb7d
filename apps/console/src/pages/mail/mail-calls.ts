import { useQuery } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { useCursorPages } from "../../parts/cursor-pages.ts";

export type Mail = Schemas["Notification"];

export const mailKey = "mail";
export const refreshMs = 5_000;
const pageSize = 50;

/** Mails of the newest orders first, or those of one order. */
export function useMails(orderId: string) {
  return useCursorPages<Mail>([mailKey, "list", orderId], (cursor) =>
    answerOf(
      api.GET("/v1/notifications", {
        params: {
          query: {
            limit: pageSize,
            ...(orderId === "" ? {} : { orderId }),
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
      }),
    ),
  );
}

export function useMail(id: string) {
  return useQuery({
    queryKey: [mailKey, "one", id],
    queryFn: () => answerOf(api.GET("/v1/notifications/{id}", { params: { path: { id } } })),
    refetchInterval: refreshMs,
  });
}

/** Where the browser gets the mail's own document, which is sent in a sandbox. */
export function documentOf(id: string): string {
  return `/v1/notifications/${encodeURIComponent(id)}/html`;
}
