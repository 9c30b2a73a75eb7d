/** Draws the AsyncAPI document: topics, who announces them, who hears them, and their messages. */
export const EVENTS_SCRIPT = `import { fields, json, links, make, resolve, show, typeOf } from "/docs/parts.js";
const who = (names) => names.length === 0 ? "nobody" : names.join(", ");
const field = (name, schema, isRequired) => make("tr", {},
  make("td", {}, make("code", {}, name + (isRequired ? "" : "?"))),
  make("td", {}, make("code", {}, typeOf(schema))),
  make("td", { className: "note" }, schema.description || ""));
// Fields within fields stand below theirs, by their path.
const rows = (schema, path) => Object.entries(schema.properties || {}).flatMap(([name, each]) => {
  const inner = each.type === "array" ? each.items || {} : each;
  const at = path + name + (each.type === "array" ? "[]" : "");
  return [field(at, each, (schema.required || []).includes(name)), ...rows(inner, at + ".")];
});
const message = (spec, listeners, event) => {
  const data = event.payload.allOf.find((part) => part.properties && part.properties.data);
  const body = make("div", { className: "body" },
    make("p", {}, event.summary + ". Heard by " + who(listeners) + "."),
    make("h4", {}, "Data"), make("table", {}, ...rows(data.properties.data, "")));
  for (const example of event.examples || [])
    body.append(make("h4", {}, "Example"), json(example.payload));
  return make("details", { id: event.name },
    make("summary", {}, make("code", {}, event.name)), body);
};
const render = (spec) => {
  document.title = spec.info.title;
  const operations = Object.values(spec.operations);
  const of = (action, topic) => operations.filter((each) =>
    each.action === action && resolve(spec, each.channel).address === topic);
  const main = document.querySelector("main");
  main.replaceChildren(make("h1", {}, spec.info.title + " ", make("small", {}, spec.info.version)));
  if (spec.info.description) main.append(make("p", {}, spec.info.description));
  main.append(links(),
    make("details", { id: "Envelope" }, make("summary", {}, make("code", {}, "Envelope"), " around the data of each"),
      make("div", { className: "body" }, fields(spec.components.schemas.Envelope))));
  for (const [topic, channel] of Object.entries(spec.channels)) {
    const events = Object.values(channel.messages).map((each) => resolve(spec, each));
    const receiving = of("receive", topic);
    const by = (event) => receiving.filter((each) => each.messages.some((one) =>
      one.$ref.endsWith("/" + event.name))).map((each) => each.title);
    const announcers = [...new Set(events.flatMap((event) => event.tags.map((tag) => tag.name)))];
    main.append(make("h2", { id: topic }, topic),
      make("p", { className: "note" }, "Announced by " + who(announcers) + ", heard by "
        + who(receiving.map((each) => each.title)) + "."),
      ...events.map((event) => message(spec, by(event), event)));
  }
};
show("/asyncapi.json", render);
`;
