import type { TSchema } from "typebox";
import { ProblemSchema } from "./problem.ts";
import type { HeaderDoc, Route } from "./route.ts";
import type { SchemaComponents } from "./openapi-schemas.ts";

type Json = Record<string, unknown>;

const PROBLEMS: Readonly<Record<number, string>> = {
  400: "The request does not fit its description: `malformed-json`, `validation-failed`, `malformed-id`, `invalid-text` and others.",
  401: "`unauthorized`: no key, or one that is unknown or revoked. `invalid-signature`: a webhook that is not signed as agreed.",
  403: "`forbidden`: the key's role is too low.",
  404: "`not-found`: there is none, or it belongs to someone else.",
  408: "`request-timeout`: the request did not arrive in time.",
  409: "The state does not allow it.",
  412: "`stale-version`: If-Match names another version than the stored one.",
  413: "`body-too-large`.",
  415: "`unsupported-media-type`: send application/json in UTF-8.",
  422: "The request is understood but cannot be done, such as an Idempotency-Key used again with another request.",
  429: "Too many requests: repeat after Retry-After seconds.",
  500: "`internal`: a defect on our side; quote the correlation id.",
  503: "Cannot be served now: repeat after Retry-After seconds.",
};

const CORRELATION_HEADER = { $ref: "#/components/headers/CorrelationId" };

/** One operation object of the document. */
export function operationObject(route: Route, schemas: SchemaComponents): Json {
  const parameters = parametersOf(route, schemas);
  const isPublic = route.roles === "public";
  const note = isPublic ? "" : `Needs a key with the role ${lowestRole(route)} or higher.`;
  const description = [route.description, note].filter((part) => part !== undefined && part !== "");
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(description.length > 0 ? { description: description.join("\n\n") } : {}),
    tags: [route.tag],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(route, schemas),
    responses: { ...responsesOf(route, schemas), ...problemsOf(route) },
    security: isPublic ? [] : [{ apiKey: [] }],
  };
}

/** The problem responses and shared headers and parameters that operations refer to. */
export function sharedComponents(schemas: SchemaComponents): Json {
  const problem = schemas.embed(ProblemSchema);
  const responses = Object.entries(PROBLEMS).map(([status, description]) => [
    `Problem${status}`,
    {
      description,
      headers: {
        "X-Correlation-Id": CORRELATION_HEADER,
        ...(status === "429" || status === "503"
          ? { "Retry-After": { $ref: "#/components/headers/RetryAfter" } }
          : {}),
      },
      content: { "application/problem+json": { schema: problem } },
    },
  ]);
  return {
    responses: Object.fromEntries(responses) as Json,
    headers: {
      CorrelationId: {
        description: "The id of this call in every event, log line and span that follows from it.",
        schema: { type: "string" },
      },
      RetryAfter: { description: "Seconds to wait.", schema: { type: "integer" } },
      IdempotentReplayed: {
        description:
          "`true` when this is the stored answer to an earlier request with the same key.",
        schema: { type: "string", const: "true" },
      },
    },
    parameters: SHARED_PARAMETERS,
    securitySchemes: {
      apiKey: {
        type: "http",
        scheme: "bearer",
        description: "An API key, `wb_…`, made by `waybill keys`.",
      },
    },
  };
}

const SHARED_PARAMETERS = {
  IdempotencyKey: headerParameter(
    "Idempotency-Key",
    "Makes the call safe to repeat: the same key and body give the first answer again for 48 hours.",
    // Spaces at its ends never arrive.
    { type: "string", pattern: "^[!-~]([ -~]{0,253}[!-~])?$" },
  ),
  // Without a pattern: none is refused.
  CorrelationId: headerParameter(
    "X-Correlation-Id",
    "Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made.",
    { type: "string" },
  ),
  PreferWait: headerParameter(
    "Prefer",
    "`wait=N`: answer at the end of the process or after N seconds, 30 at most.",
    {
      type: "string",
      examples: ["wait=5"],
    },
  ),
  IfMatch: headerParameter(
    "If-Match",
    "The ETag that the change is based on, one of several, or `*` for any.",
    {
      type: "string",
      // Less than the standard has: a comma inside a tag is refused.
      pattern: '^(\\*|(W/)?"[!#-+.-~-]*"( *, *(W/)?"[!#-+.-~-]*"){0,31})$',
      examples: ['"7"'],
    },
  ),
  // Without a pattern, too.
  Reason: headerParameter(
    "X-Reason",
    "Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit.",
    { type: "string" },
  ),
  // Without a pattern: none is refused.
  LastEventId: headerParameter(
    "Last-Event-ID",
    "The id of the last event received, to go on from there as far as that is possible.",
    { type: "string" },
  ),
};

function headerParameter(name: string, description: string, schema: Json): Json {
  return { name, in: "header", description, schema };
}

function parametersOf(route: Route, schemas: SchemaComponents): Json[] {
  const shared = (name: keyof typeof SHARED_PARAMETERS): Json => ({
    $ref: `#/components/parameters/${name}`,
  });
  const parameters = [
    ...fieldParameters(route.params, "path", schemas),
    ...fieldParameters(route.query, "query", schemas),
    shared("CorrelationId"),
  ];
  if (route.idempotent === "required") {
    parameters.push({ ...SHARED_PARAMETERS.IdempotencyKey, required: true });
  } else if (route.idempotent === true) {
    parameters.push(shared("IdempotencyKey"));
  }
  if (route.preferWait === true) parameters.push(shared("PreferWait"));
  if (route.ifMatch === true) parameters.push(shared("IfMatch"));
  if (route.lastEventId !== undefined) {
    const schema = { type: "string", pattern: route.lastEventId };
    parameters.push({ ...SHARED_PARAMETERS.LastEventId, schema });
  } else if (route.streams === true) parameters.push(shared("LastEventId"));
  if (route.reason === "required") {
    const schema = { type: "string", pattern: "\\S" };
    parameters.push({ ...SHARED_PARAMETERS.Reason, required: true, schema });
  } else if (route.method !== "GET" && route.roles !== "public") parameters.push(shared("Reason"));
  return parameters;
}

function fieldParameters(
  schema: TSchema | undefined,
  place: "path" | "query",
  schemas: SchemaComponents,
): Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, field]) => {
    const { description, ...rest } = schemas.embed(field);
    const mandatory = place === "path" || (required.includes(name) && !("default" in field));
    return {
      name,
      in: place,
      ...(mandatory ? { required: true } : {}),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function requestBody(route: Route, schemas: SchemaComponents): Json {
  if (route.body === undefined && route.rawBody !== true) return {};
  const schema = route.body === undefined ? {} : schemas.embed(route.body);
  const examples = Object.entries(route.examples ?? {}).map(([name, value]) => [name, { value }]);
  const content = {
    schema,
    ...(examples.length > 0 ? { examples: Object.fromEntries(examples) as Json } : {}),
  };
  return { requestBody: { required: true, content: { "application/json": content } } };
}

function responsesOf(route: Route, schemas: SchemaComponents): Json {
  const responses = Object.entries(route.responses).map(([status, schema]) => {
    if (Number(status) >= 400) {
      const type = "application/problem+json";
      const body = schemas.embed(schema ?? ProblemSchema);
      const description = PROBLEMS[Number(status)] ?? "Refused.";
      return [status, { description, content: { [type]: { schema: body } } }];
    }
    const content = schema === null ? {} : { content: contentOf(route, schemas.embed(schema)) };
    return [
      status,
      { description: route.summary, headers: successHeaders(route, schemas), ...content },
    ];
  });
  return Object.fromEntries(responses) as Json;
}

/** A stream is described by one of its events, whose data is JSON in a text. */
function contentOf(route: Route, schema: Json): Json {
  if (route.document === true) return { "text/html": { schema } };
  if (route.streams !== true) return { "application/json": { schema } };
  const text = { type: "string" };
  const data = { ...text, contentMediaType: "application/json", contentSchema: schema };
  const event = { type: "object", required: ["data"], properties: { id: text, event: text, data } };
  return { "text/event-stream": { schema: event } };
}

function successHeaders(route: Route, schemas: SchemaComponents): Json {
  const own = Object.entries(route.successHeaders ?? {}).map(([name, doc]: [string, HeaderDoc]) => [
    name,
    {
      description: doc.description,
      schema: doc.schema === undefined ? { type: "string" } : schemas.embed(doc.schema),
    },
  ]);
  const idempotent = route.idempotent !== undefined && route.idempotent !== false;
  return {
    "X-Correlation-Id": CORRELATION_HEADER,
    ...(idempotent
      ? { "Idempotent-Replayed": { $ref: "#/components/headers/IdempotentReplayed" } }
      : {}),
    ...(Object.fromEntries(own) as Json),
  };
}

/** What the host itself may answer; a route's own description of a status wins. */
function problemsOf(route: Route): Json {
  const statuses = [400, 429, 500, 503];
  if (route.roles !== "public") statuses.push(401, 403);
  // Signed instead of with a key.
  else if (route.rawBody === true) statuses.push(401);
  if (route.params !== undefined) statuses.push(404);
  if (route.body !== undefined || route.rawBody === true) statuses.push(413, 415);
  if (route.ifMatch === true) statuses.push(412);
  if (route.idempotent !== undefined && route.idempotent !== false) statuses.push(409, 422);
  const missing = statuses.filter((status) => route.responses[status] === undefined);
  return Object.fromEntries(
    missing.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
  );
}

function lowestRole(route: Route): string {
  const order = ["customer", "operator", "admin"] as const;
  return order.find((role) => route.roles.includes(role)) ?? "admin";
}
