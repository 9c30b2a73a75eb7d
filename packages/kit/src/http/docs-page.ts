import { hash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #8886; }
details { margin: .4rem 0; border: 1px solid #8884; border-radius: 6px; }
summary { padding: .5rem .8rem; cursor: pointer; }
summary code { font-weight: 600; }
.method { display: inline-block; min-width: 4.2rem; font: 600 12px ui-monospace, monospace; }
.body { padding: 0 1rem 1rem; }
pre { overflow-x: auto; padding: .7rem; border-radius: 6px; background: #8882; font-size: 13px; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #8883; }
.note { opacity: .75; }
`;

/** Text only ever enters the page as text nodes, so nothing in a description can become markup. */
const SCRIPT = `
const make = (tag, props, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};
const resolve = (spec, node) => node && node.$ref
  ? node.$ref.slice(2).split("/").reduce((at, key) => at[key], spec) : node;
const typeOf = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.enum) return schema.enum.map((v) => JSON.stringify(v)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.type === "array") return typeOf(schema.items) + "[]";
  return schema.format ? schema.type + " (" + schema.format + ")" : schema.type || "any";
};
const json = (value) => make("pre", {}, JSON.stringify(value, null, 2));
const schemaNode = (spec, schema) => {
  const named = schema.$ref ? schema.$ref.split("/").pop() : undefined;
  const full = resolve(spec, schema);
  const box = make("div", {});
  if (named) box.append(make("p", {}, make("a", { href: "#" + named }, named)));
  else if (full.properties) box.append(fields(full));
  else box.append(make("p", {}, make("code", {}, typeOf(full))));
  return box;
};
const fields = (schema) => make("table", {}, ...Object.entries(schema.properties || {}).map(([name, field]) =>
  make("tr", {},
    make("td", {}, make("code", {}, name + ((schema.required || []).includes(name) ? "" : "?"))),
    make("td", {}, make("code", {}, typeOf(field))),
    make("td", { className: "note" }, field.description || ""))));
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
  main.append(make("p", {}, make("a", { href: "/openapi.json" }, "openapi.json"), " · ",
    make("a", { href: "/asyncapi.json" }, "asyncapi.json")));
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
  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  open();
};
fetch("/openapi.json").then((answer) => answer.json()).then(render, (error) => {
  document.querySelector("main").textContent = "The document could not be loaded: " + error.message;
});
`;

/** A page that renders /openapi.json by itself, with nothing loaded from elsewhere. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API</title>
<style>${STYLE}</style>
<main>Loading …</main>
<script>${SCRIPT}</script>
</html>
`;

/** Allows exactly the page's own script and style, by their hashes, and the one fetch. */
export const DOCS_PAGE_POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${hash("sha256", SCRIPT, "base64")}'`,
  `style-src 'sha256-${hash("sha256", STYLE, "base64")}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");
