import { route, type Route, type StreamEvent } from "@waybill/kit";
import { setTimeout as delay } from "node:timers/promises";
import { Overview, type OverviewDesk } from "./overview.ts";

const operator = { tag: "Operations", roles: ["operator"] } as const;
const liveEveryMs = 1_000;

/** How the shop and its services are: what the console shows first. */
export function opsRoutes(desk: OverviewDesk): readonly Route[] {
  return [
    route({
      ...operator,
      method: "GET",
      path: "/v1/ops/overview",
      operationId: "getOverview",
      summary: "Orders, services, flows, and what needs a person",
      description:
        "Counted by the server since it started, as events are committed; orders are those of the key's tenant.",
      responses: { 200: Overview },
      async handle({ context: { principal } }) {
        return { status: 200, body: await desk.overview(principal.tenant) };
      },
    }),
    route({
      ...operator,
      method: "GET",
      path: "/v1/ops/live",
      operationId: "followOverview",
      summary: "The same, once a second, as server-sent events named `overview`",
      responses: { 200: Overview },
      streams: true,
      handle: ({ context: { principal, signal } }) => ({
        status: 200,
        stream: everySecond(desk, principal.tenant, signal),
      }),
    }),
  ];
}

async function* everySecond(
  desk: OverviewDesk,
  tenant: string,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  while (!signal.aborted) {
    yield { event: "overview", data: await desk.overview(tenant) };
    await delay(liveEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
