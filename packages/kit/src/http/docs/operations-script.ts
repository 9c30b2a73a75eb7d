/** Draws the OpenAPI document. */
export const OPERATIONS_SCRIPT = `import { fields, json, links, make, resolve, schemaNode, show, typeOf } from "/docs/parts.js";
const operation = (spec, path, method, op) => {
  const body = make("div", { className: "body" });
  if (op.description) body.append(make("p", {}, op.description));
  const parameters = (op.parameters || []).map((p) => resolve(spec, p));
  if (parameters.length) body.append(make("h4", {}, "Parameters"), make("table", {}, ...parameters.map((p) =>
    make("tr", {},
      make("td", {}, make("code", {}, p.name + (p.required ? "" : "?"))),
      make("td", {}, p.in), make("td", {}, make("code", {}, typeOf(p.schema))),
      make("td", { className: "note" }, p.description || "")))));
  const request = op.requestBody && op.requestBody.content["application/json"];
  if (request) {
    body.append(make("h4", {}, "Body"), schemaNode(spec, request.schema));
    for (const example of Object.values(request.examples || {})) body.append(json(example.value));
  }
  body.append(make("h4", {}, "Answers"), make("table", {}, ...Object.entries(op.responses).map(([status, raw]) => {
    const response = resolve(spec, raw);
    const media = Object.values(response.content || {})[0];
    return make("tr", {}, make("td", {}, make("code", {}, status)),
      make("td", {}, response.description), make("td", {}, media ? schemaNode(spec, media.schema) : ""));
  })));
  return make("details", { id: op.operationId },
    make("summary", {}, make("span", { className: "method" }, method.toUpperCase()),
      make("code", {}, path), " ", op.summary), body);
};
const render = (spec) => {
  document.title = spec.info.title;
  const main = document.querySelector("main");
  main.replaceChildren(make("h1", {}, spec.info.title + " ", make("small", {}, spec.info.version)));
  if (spec.info.description) main.append(make("p", {}, spec.info.description));
  main.append(links());
  for (const tag of spec.tags) {
    main.append(make("h2", {}, tag.name));
    for (const [path, item] of Object.entries(spec.paths))
      for (const [method, op] of Object.entries(item))
        if (op.tags.includes(tag.name)) main.append(operation(spec, path, method, op));
  }
  main.append(make("h2", {}, "Schemas"));
  for (const [name, schema] of Object.entries(spec.components.schemas))
    main.append(make("details", { id: name }, make("summary", {}, make("code", {}, name)),
      make("div", { className: "body" }, schema.properties ? fields(schema) : "", json(schema))));
};
show("/openapi.json", render);
`;
