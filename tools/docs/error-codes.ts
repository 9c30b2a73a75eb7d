import { parseSync } from "oxc-parser";
import { sourceFiles, textOf } from "../source-files.ts";

/** A code that the sources give to an error, and the place where they do. */
export interface UsedCode {
  readonly code: string;
  readonly at: string;
}

export interface FoundCodes {
  readonly used: readonly UsedCode[];
  /** Places where the code given to an error cannot be read from the source. */
  readonly unreadable: readonly string[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly nodes: readonly Node[];
  /** Innermost function around each `new`, `super` and call. */
  readonly within: ReadonlyMap<Node, Node>;
}

const base = "WaybillError";

/**
 * Every code that is given to a WaybillError or one of its subclasses, in all sources but tests.
 * A code may be written in place, chosen by a condition, or handed through a parameter of a
 * function of the same file.
 */
export function usedErrorCodes(): FoundCodes {
  const sources = sourceFiles()
    .filter((path) => /^(packages|services|apps)\/.*\.ts$/.test(path))
    .filter((path) => !path.endsWith(".test.ts") && !path.includes("/testing/"))
    .map(read);
  const takesCode = errorClasses(sources);
  const used: UsedCode[] = [];
  const unreadable: string[] = [];
  for (const source of sources) {
    for (const { node, argument } of codeArguments(source, takesCode)) {
      const at = `${source.path}:${source.text.slice(0, node.start).split("\n").length}`;
      const codes = literals(source, argument, source.within.get(node));
      if (codes === undefined) unreadable.push(at);
      for (const code of codes ?? []) used.push({ code, at });
    }
  }
  return { used, unreadable };
}

function read(path: string): Source {
  const text = textOf(path) ?? "";
  const nodes: Node[] = [];
  const within = new Map<Node, Node>();
  const visit = (value: unknown, around: Node | undefined): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, around);
      return;
    }
    if (!isNode(value)) return;
    nodes.push(value);
    if (around !== undefined) within.set(value, around);
    const inner = /Function/.test(value.type) ? value : around;
    for (const field of Object.values(value)) visit(field, inner);
  };
  visit(parseSync(path, text).program, undefined);
  return { path, text, nodes, within };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** The names of the error classes; true for those whose first parameter is the code. */
function errorClasses(sources: readonly Source[]): ReadonlyMap<string, boolean> {
  const found = new Map([[base, true]]);
  const classes = sources.flatMap(({ nodes }) =>
    nodes.filter(({ type }) => type === "ClassDeclaration"),
  );
  for (let known = 0; known !== found.size;) {
    known = found.size;
    for (const each of classes) {
      const parent = nameOf(each["superClass"]);
      if (parent === undefined || !found.has(parent)) continue;
      found.set(nameOf(each["id"]) ?? "", firstParameter(each) === "code");
    }
  }
  return found;
}

function firstParameter(declaration: Node): string | undefined {
  const { body } = declaration["body"] as { readonly body: readonly Node[] };
  const constructor = body.find((member) => member["kind"] === "constructor");
  return constructor === undefined ? "code" : parametersOf(constructor["value"] as Node)[0];
}

interface CodeArgument {
  readonly node: Node;
  readonly argument: Node;
}

/** First arguments of `new` on an error class, and of `super` in one that fixes its code. */
function codeArguments(
  { nodes }: Source,
  classes: ReadonlyMap<string, boolean>,
): readonly CodeArgument[] {
  const fixed = nodes
    .filter(({ type, id }) => type === "ClassDeclaration" && classes.has(nameOf(id) ?? ""))
    .flatMap((owner) => nodes.filter((node) => isSuperCall(node) && isInside(node, owner)));
  const made = nodes.filter(
    ({ type, callee }) => type === "NewExpression" && classes.get(nameOf(callee) ?? "") === true,
  );
  return [...fixed, ...made].flatMap((node) => {
    const argument = (node["arguments"] as readonly Node[])[0];
    const passedOn = node.type === "CallExpression" && argument?.type !== "Literal";
    return argument === undefined || passedOn ? [] : [{ node, argument }];
  });
}

function isSuperCall({ type, callee }: Node): boolean {
  return type === "CallExpression" && (callee as Node).type === "Super";
}

function isInside(node: Node, owner: Node): boolean {
  return node.start >= owner.start && node.end <= owner.end;
}

/** The strings that an expression can be; `undefined` when that is not to be read here. */
function literals(
  source: Source,
  value: Node,
  around: Node | undefined,
): readonly string[] | undefined {
  switch (value.type) {
    case "Literal":
      return typeof value["value"] === "string" ? [value["value"]] : undefined;
    case "ConditionalExpression": {
      const sides = [value["consequent"], value["alternate"]].map((side) =>
        literals(source, side as Node, around),
      );
      return sides.includes(undefined) ? undefined : sides.flatMap((side) => side ?? []);
    }
    case "MemberExpression":
      // `problem.code` passes on what another part or process has said.
      return [];
    case "LogicalExpression":
      return literals(source, value["right"] as Node, around);
    case "Identifier":
      return handedThrough(source, String(value["name"]), around);
    default:
      return undefined;
  }
}

/** What a name stands for: a parameter for what the calls of its function give. */
function handedThrough(
  source: Source,
  name: string,
  around: Node | undefined,
): readonly string[] | undefined {
  const index = around === undefined ? -1 : parametersOf(around).indexOf(name);
  const caller = nameOf(around?.["id"]);
  if (index < 0 || caller === undefined) return takenApart(source, name);
  const given = source.nodes
    .filter((node) => node.type === "CallExpression" && nameOf(node["callee"]) === caller)
    .map((call) => {
      const argument = (call["arguments"] as readonly Node[])[index];
      return argument && literals(source, argument, source.within.get(call));
    });
  return given.length === 0 || given.includes(undefined)
    ? undefined
    : given.flatMap((each) => each ?? []);
}

/** `const { code = "unexpected" } = problem` passes on as well, and may have a default. */
function takenApart(source: Source, name: string): readonly string[] | undefined {
  const found = source.nodes.filter(({ type, key }) => type === "Property" && nameOf(key) === name);
  const pattern = found.find(({ shorthand }) => shorthand === true);
  if (pattern === undefined) return undefined;
  const value = pattern["value"] as Node;
  if (value.type !== "AssignmentPattern") return [];
  return literals(source, value["right"] as Node, undefined);
}

function parametersOf(fn: Node): readonly (string | undefined)[] {
  return (fn["params"] as readonly unknown[]).map(nameOf);
}

function nameOf(value: unknown): string | undefined {
  return isNode(value) && value.type === "Identifier" ? String(value["name"]) : undefined;
}
