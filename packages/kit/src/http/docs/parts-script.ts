/** What the pages of the documents share. */
export const PARTS_SCRIPT = `export const make = (tag, props, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};
export const resolve = (spec, node) => node && node.$ref
  ? node.$ref.slice(2).split("/").reduce((at, key) => at[key], spec) : node;
export const typeOf = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.enum) return schema.enum.map((v) => JSON.stringify(v)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.type === "array") return typeOf(schema.items) + "[]";
  return schema.format ? schema.type + " (" + schema.format + ")" : schema.type || "any";
};
export const json = (value) => make("pre", { tabIndex: 0 }, JSON.stringify(value, null, 2));
export const schemaNode = (spec, schema) => {
  const named = schema.$ref ? schema.$ref.split("/").pop() : undefined;
  const full = resolve(spec, schema);
  const box = make("div", {});
  if (named) box.append(make("p", {}, make("a", { href: "#" + named }, named)));
  else if (full.properties) box.append(fields(full));
  else box.append(make("p", {}, make("code", {}, typeOf(full))));
  return box;
};
export const fields = (schema) => make("table", {}, ...Object.entries(schema.properties || {}).map(([name, field]) =>
  make("tr", {},
    make("td", {}, make("code", {}, name + ((schema.required || []).includes(name) ? "" : "?"))),
    make("td", {}, make("code", {}, typeOf(field))),
    make("td", { className: "note" }, field.description || ""))));
export const links = () => make("p", {}, make("a", { href: "/docs" }, "HTTP API"), " · ",
  make("a", { href: "/docs/events" }, "Events"), " · ",
  make("a", { href: "/openapi.json", target: "_blank" }, "openapi.json"), " · ",
  make("a", { href: "/asyncapi.json", target: "_blank" }, "asyncapi.json"));
/** Draws a document, and opens what the address names. */
export const show = (address, render) => {
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) { target.open = true; target.scrollIntoView(); }
  };
  fetch(address)
    .then((answer) => answer.ok ? answer.json() : Promise.reject(new Error("status " + answer.status)))
    .then((spec) => { render(spec); addEventListener("hashchange", open); open(); })
    .catch((error) => {
      document.querySelector("main").textContent = "The document could not be loaded: " + error.message;
    });
};
`;
