import { formatEtag, reasonOf, route, withoutSecrets, type Route } from "@waybill/kit";
import Type from "typebox";
import { params } from "./dead-letter-routes.ts";
import type { LetterEditor, LetterName } from "./letter-editor.ts";
import { LetterDraft, LetterEdit, LetterEditAnswer } from "./letter-edit-schemas.ts";

const operator = { tag: "Operations", roles: ["operator"] } as const;
const path = "/v1/ops/dead-letters";

/** Dead letters whose data is edited before they are tried again. */
export function letterEditRoutes(editor: LetterEditor): readonly Route[] {
  return [draftRoute(editor), editRoute(editor), editsRoute(editor)];
}

function draftRoute(editor: LetterEditor): Route {
  return route({
    ...operator,
    method: "GET",
    path: `${path}/:id/draft`,
    operationId: "draftDeadLetter",
    summary: "The data of a dead letter to edit, and the schema that it has to fit",
    description:
      "Only its data can be edited. A message that asks the outside for something can be as long as nothing was asked; otherwise 409 `dead-letter-not-editable`.",
    params,
    responses: { 200: LetterDraft },
    successHeaders: { ETag: { description: "To send with the edit, as If-Match." } },
    async handle({ params: { id }, context: { principal } }) {
      const draft = await editor.draft(nameOf(principal.tenant, id));
      return { status: 200, body: draft, headers: { etag: formatEtag(draft.edits) } };
    },
  });
}

function editRoute(editor: LetterEditor): Route {
  return route({
    ...operator,
    method: "POST",
    path: `${path}/:id/edits`,
    operationId: "editDeadLetter",
    summary: "Try a dead letter again with other data",
    description:
      "It is handled instead of the one in the log, in its place and under its id, and so once. The one in the log stays, and both are kept. Members that authorise something, and that the draft leaves out, stay as they are. Give the reason in X-Reason.",
    params,
    body: Type.Object({ data: Type.Unknown() }, { additionalProperties: false }),
    ifMatch: true,
    responses: { 202: LetterEditAnswer },
    async handle({ params: { id }, body: { data }, headers, context: { principal } }) {
      const replay = await editor.edit({
        ...nameOf(principal.tenant, id),
        data,
        ifMatch: headers["if-match"],
        keyId: principal.keyId,
        reason: reasonOf({ headers }) ?? "",
      });
      return { status: 202, body: { id: replay } };
    },
  });
}

function editsRoute(editor: LetterEditor): Route {
  return route({
    ...operator,
    method: "GET",
    path: `${path}/edits`,
    operationId: "listDeadLetterEdits",
    summary:
      "Messages of a key that were edited, oldest first: who, why, and what they said before",
    query: Type.Object(
      { key: Type.String({ minLength: 1, maxLength: 500, description: "Such as an order's id" }) },
      { additionalProperties: false },
    ),
    responses: { 200: Type.Object({ items: Type.Array(LetterEdit) }) },
    async handle({ query: { key }, context: { principal } }) {
      const found = await editor.edits(principal.tenant, key);
      const items = found.map(({ at, before, data, ...rest }) => ({
        ...rest,
        before: withoutSecrets(before),
        data: withoutSecrets(data),
        at: at.toISOString(),
      }));
      return { status: 200, body: { items } };
    },
  });
}

function nameOf(tenant: string, id: string): LetterName {
  const [service = "", number = ""] = id.split(".");
  return { tenant, service, number: Number(number) };
}
