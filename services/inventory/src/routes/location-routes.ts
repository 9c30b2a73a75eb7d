import { LocationCode } from "@waybill/contracts";
import { metaOf, route, type Route, type ServiceContext } from "@waybill/kit";
import Type from "typebox";
import { locations, type DefineLocation } from "../domain/locations.ts";

const details = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  priority: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    description: "Reservations take from the lowest first.",
  }),
};

const Location = Type.Object({ code: LocationCode, ...details }, { title: "Location" });

export function locationRoutes(context: ServiceContext): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/v1/locations",
      operationId: "listLocations",
      summary: "Stock locations, in the order in which reservations take from them",
      tag: "Stock",
      roles: ["operator"],
      responses: {
        200: Type.Object({ items: Type.Array(Location), nextCursor: Type.Null() }),
      },
      async handle({ context: { principal } }) {
        const found = await context.state(locations, principal.tenant);
        return { status: 200, body: { items: found?.state.list ?? [], nextCursor: null } };
      },
    }),
    route({
      method: "PUT",
      path: "/v1/locations/:code",
      operationId: "putLocation",
      summary: "Make or change a stock location",
      tag: "Stock",
      roles: ["operator"],
      params: Type.Object({ code: LocationCode }),
      body: Type.Object(details, { additionalProperties: false }),
      responses: { 200: Location, 409: null },
      async handle({ params: { code }, body: { name, priority }, context: request }) {
        const command: DefineLocation = { type: "define", code, name, priority };
        await context.execute({ decider: locations, command, meta: metaOf(request) });
        return { status: 200, body: { code, name, priority } };
      },
    }),
  ];
}
