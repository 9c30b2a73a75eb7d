import { operationObject, sharedComponents } from "./openapi-operation.ts";
import { SchemaComponents } from "./openapi-schemas.ts";
import type { Route } from "./route.ts";

export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
}

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of a list of routes, made from the schemas that validate the calls.
 * Made here and not by @fastify/swagger: problem answers, shared headers and named schemas would all
 * have to be patched into its result.
 * @throws Error when two different schemas claim one title
 */
export function buildOpenApi(routes: readonly Route[], info: ApiInfo): Json {
  const schemas = new SchemaComponents();
  const shared = sharedComponents(schemas);
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationObject(route, schemas) };
  }
  const tags = [...new Set(routes.map((route) => route.tag))].map((name) => ({ name }));
  return {
    openapi: "3.1.1",
    info,
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    servers: [{ url: "/" }],
    tags,
    paths,
    components: { ...shared, schemas: schemas.all() },
  };
}
