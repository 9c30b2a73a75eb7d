import type { CheckoutFacts } from "@waybill/contracts";
import { route, type Process, type Route, type ServiceContext } from "@waybill/kit";
import Type from "typebox";
import { ProcessDefinitionDocument, definitionOf } from "./process-document.ts";

interface OpenRow {
  readonly running: number;
  readonly compensating: number;
  readonly stuck: number;
}

/** What every checkout goes through, and how many are under way: from the index of the open ones. */
export function definitionRoute(checkout: Process<CheckoutFacts>, context: ServiceContext): Route {
  return route({
    method: "GET",
    path: "/v1/ops/process-definitions",
    operationId: "listProcessDefinitions",
    summary: "The steps of each kind of process, and how many are under way",
    tag: "Processes",
    roles: ["operator"],
    responses: { 200: Type.Object({ items: Type.Array(ProcessDefinitionDocument) }) },
    async handle({ context: { principal } }) {
      const [open] = await context.views.query<OpenRow>(
        `select count(*) filter (where phase = 'running' and not stuck)::int as running,
           count(*) filter (where phase = 'compensating' and not stuck)::int as compensating,
           count(*) filter (where stuck)::int as stuck
         from processes where tenant = $1 and phase in ('running', 'compensating')`,
        [principal.tenant],
      );
      const counted = { running: 0, compensating: 0, stuck: 0, ...open };
      return { status: 200, body: { items: [definitionOf(checkout, counted)] } };
    },
  });
}
