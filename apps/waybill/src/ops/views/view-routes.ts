import { route, type Route } from "@waybill/kit";
import Type from "typebox";
import type { ViewDesk } from "./view-desk.ts";
import {
  RebuildRequest,
  ViewRebuildSchema,
  ViewSchema,
  rebuildParams,
  viewParams,
} from "./view-schemas.ts";

/** A view has rows of all tenants. */
const admin = { tag: "Operations", roles: ["admin"] } as const;
const path = "/v1/ops/views";

/** The read models, and making them anew from the log. */
export function viewRoutes(desk: ViewDesk): readonly Route[] {
  return [...readRoutes(desk), ...changeRoutes(desk)];
}

function readRoutes(desk: ViewDesk): readonly Route[] {
  return [
    route({
      ...admin,
      method: "GET",
      path,
      operationId: "listViews",
      summary: "The views of all services, each with its latest rebuild",
      responses: { 200: Type.Object({ items: Type.Array(ViewSchema) }) },
      async handle({ context: { principal } }) {
        return { status: 200, body: { items: await desk.views(principal.tenant) } };
      },
    }),
    route({
      ...admin,
      method: "GET",
      path: `${path}/:service/:view/rebuilds`,
      operationId: "listViewRebuilds",
      summary: "The latest rebuilds of a view by this process, newest first",
      params: viewParams,
      responses: { 200: Type.Object({ items: Type.Array(ViewRebuildSchema) }) },
      handle({ params, context: { principal } }) {
        const items = desk.jobs(params).map((job) => job.document(principal.tenant));
        return { status: 200, body: { items } };
      },
    }),
    route({
      ...admin,
      method: "GET",
      path: `${path}/:service/:view/rebuilds/:id`,
      operationId: "getViewRebuild",
      summary: "How far a rebuild is, and what came of it",
      params: rebuildParams,
      responses: { 200: ViewRebuildSchema },
      handle: ({ params, context: { principal } }) => ({
        status: 200,
        body: desk.job(params).document(principal.tenant),
      }),
    }),
  ];
}

function changeRoutes(desk: ViewDesk): readonly Route[] {
  return [
    route({
      ...admin,
      method: "POST",
      path: `${path}/:service/:view/rebuilds`,
      operationId: "rebuildView",
      summary: "Make a view anew from the log, compare, and put right what differs",
      description:
        "While the service goes on. A dry run compares only. One at a time for a view; another one is answered 409. A server that stops ends it, and the view stays as it is then.",
      params: viewParams,
      body: RebuildRequest,
      responses: { 202: ViewRebuildSchema, 409: null },
      successHeaders: { Location: { description: "Where its progress is read." } },
      async handle({ params, body: { dryRun = false }, context: { principal } }) {
        const { tenant } = principal;
        const job = await desk.start({ ...params, dryRun, tenant });
        const { service, view, id } = job.options;
        const location = `${path}/${service}/${view}/rebuilds/${id}`;
        return { status: 202, body: job.document(tenant), headers: { location } };
      },
    }),
    route({
      ...admin,
      method: "DELETE",
      path: `${path}/:service/:view/rebuilds/:id`,
      operationId: "cancelViewRebuild",
      summary: "Cancel a rebuild",
      description:
        "Rows that were put right already stay so; of up to 5,000 that differ, all are or none. One that has ended is left as it is.",
      params: rebuildParams,
      responses: { 200: ViewRebuildSchema },
      async handle({ params, context: { principal } }) {
        const job = desk.job(params);
        await job.cancel();
        return { status: 200, body: job.document(principal.tenant) };
      },
    }),
  ];
}
