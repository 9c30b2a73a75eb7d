import { requiredReason, route, type Route } from "@waybill/kit";
import Type from "typebox";
import type { ConsumerDesk } from "./consumer-desk.ts";
import { Consumer, ConsumerDetail } from "./consumer-schemas.ts";

const operator = { tag: "Operations", roles: ["operator"] } as const;
const path = "/v1/ops/consumers";
const params = Type.Object({ consumer: Type.String({ pattern: "^[A-Za-z0-9_.-]{1,120}$" }) });

/** Who handles the events: how far each consumer is, and whether it is to take any. */
export function consumerRoutes(
  desk: ConsumerDesk,
  nameOf: (keyId: string) => Promise<string>,
): readonly Route[] {
  return [
    route({
      ...operator,
      method: "GET",
      path,
      operationId: "listConsumers",
      summary: "Consumers with their positions, lag and members",
      responses: { 200: Type.Object({ items: Type.Array(Consumer) }) },
      async handle({ context: { principal } }) {
        return { status: 200, body: { items: await desk.list(principal.tenant) } };
      },
    }),
    route({
      ...operator,
      method: "GET",
      path: `${path}/:consumer`,
      operationId: "getConsumer",
      summary: "One consumer, with its lag over the last hour",
      params,
      responses: { 200: ConsumerDetail },
      async handle({ params: { consumer }, context: { principal } }) {
        return { status: 200, body: await desk.find(principal.tenant, consumer) };
      },
    }),
    route({
      ...operator,
      method: "POST",
      path: `${path}/:consumer/pause`,
      operationId: "pauseConsumer",
      reason: "required",
      summary: "Have a consumer take nothing until it is resumed",
      description:
        "For all tenants and in all processes, within two seconds and over restarts; what is under way is finished. Give the reason in X-Reason. One that is paused stays as it is.",
      params,
      responses: { 200: ConsumerDetail },
      async handle({ params: { consumer }, headers, context: { principal } }) {
        const { tenant, keyId } = principal;
        const reason = requiredReason({ headers });
        await desk.pause(consumer, { tenant, by: await nameOf(keyId), reason });
        return { status: 200, body: await desk.find(tenant, consumer) };
      },
    }),
    route({
      ...operator,
      method: "POST",
      path: `${path}/:consumer/resume`,
      operationId: "resumeConsumer",
      summary: "Have a paused consumer go on",
      params,
      responses: { 200: ConsumerDetail },
      async handle({ params: { consumer }, context: { principal } }) {
        await desk.resume(consumer);
        return { status: 200, body: await desk.find(principal.tenant, consumer) };
      },
    }),
  ];
}
