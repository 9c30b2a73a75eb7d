import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { listAt, objectAt, textAt, type Json } from "./json.ts";

/** One request that was sent, and its answer. */
export interface Call {
  readonly operationId: string;
  /** Such as `GET /v1/orders/{id}`. */
  readonly operation: string;
  /** The method that was sent: some cases try another one on purpose. */
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  /** The header of that name. */
  readonly authorization: string | undefined;
  /** All of it, as text. */
  readonly request: string;
  /** Undefined when none came. */
  readonly status: number | undefined;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly answer: string;
  readonly complaints: readonly Complaint[];
}

/** A check of schemathesis that a call failed. */
export interface Complaint {
  readonly check: string;
  readonly message: string;
}

export type OperationIds = ReadonlyMap<string, string>;

/** The operation ids of an OpenAPI document, by `GET /v1/orders/{id}`. */
export function operationIdsOf(document: unknown): OperationIds {
  const paths = objectAt(document, "paths");
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(objectAt(methods)).map(([method, operation]): [string, string] => [
        `${method.toUpperCase()} ${path}`,
        textAt(operation, "operationId"),
      ]),
    ),
  );
}

/** Every call of a report, in the order of its scenarios. Reads a scenario at a time: reports are large. */
export async function* callsOf(reportFile: string, ids: OperationIds): AsyncGenerator<Call> {
  for await (const line of createInterface({ input: createReadStream(reportFile) })) {
    if (!line.startsWith('{"ScenarioFinished"')) continue;
    const recorder = objectAt(objectAt(JSON.parse(line), "ScenarioFinished"), "recorder");
    for (const [id, interaction] of Object.entries(objectAt(recorder, "interactions"))) {
      const sent = objectAt(objectAt(objectAt(recorder, "cases"), id), "value");
      // A scenario of one operation bears its name, also where a case tries another method on it.
      const label = textAt(recorder, "label");
      const operation = ids.has(label)
        ? label
        : `${textAt(sent, "method").toUpperCase()} ${textAt(sent, "path")}`;
      yield {
        operationId: ids.get(operation) ?? "",
        operation,
        ...requestOf(objectAt(interaction, "request")),
        ...answerOf(objectAt(interaction, "response")),
        complaints: complaintsOf(listAt(objectAt(recorder, "checks"), id)),
      };
    }
  }
}

type RequestPart = Pick<Call, "method" | "path" | "authorization" | "request">;

function requestOf(request: Json): RequestPart {
  const headers = headersOf(request);
  const method = textAt(request, "method").toUpperCase();
  const target = textAt(request, "uri").replace(/^https?:\/\/[^/]+/, "");
  const shown = [...headers].filter(([name]) => name !== "authorization");
  const body = bodyOf(request["body"]);
  return {
    method,
    path: /^[^?#]*/.exec(target)?.[0] ?? "",
    authorization: headers.get("authorization"),
    request: [
      `${method} ${target}`,
      ...shown.map(([name, value]) => `${name}: ${value}`),
      ...(body === "" ? [] : ["", body]),
    ].join("\n"),
  };
}

function answerOf(response: Json): Pick<Call, "status" | "headers" | "answer"> {
  const status = response["status_code"];
  return {
    status: typeof status === "number" ? status : undefined,
    headers: headersOf(response),
    answer: bodyOf(response["content"]),
  };
}

function complaintsOf(checks: readonly unknown[]): readonly Complaint[] {
  return checks.flatMap((check) => {
    const failure = objectAt(objectAt(check, "failure_info"), "failure");
    if (textAt(check, "status") !== "failure") return [];
    const message = `${textAt(failure, "title")}: ${textAt(failure, "message")}`;
    return [{ check: textAt(check, "name"), message }];
  });
}

/** By their names in lower case; of several of one name the first. */
function headersOf(part: Json): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(objectAt(part, "headers")).map(([name, value]) => [
      name.toLowerCase(),
      String(Array.isArray(value) ? value[0] : value),
    ]),
  );
}

function bodyOf(body: unknown): string {
  if (typeof body === "string") return body;
  return Buffer.from(textAt(body, "$base64"), "base64").toString("utf8");
}
