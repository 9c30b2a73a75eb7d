/**
 * Enforces `import-rules.ts` on every module: which of our packages, libraries and Node modules a
 * part may import, no relative path out of a package (or out of a service's domain), and purity of
 * the kit's door for domain code. Cycles are oxlint's rule `import/no-cycle`.
 */
import { existsSync } from "node:fs";
import { posix } from "node:path";
import { importRules, pureEntry, testRule } from "./import-rules.ts";
import type { ImportRule } from "./import-rules.ts";
import { importsOf } from "./module-imports.ts";
import type { ModuleImport } from "./module-imports.ts";
import { report, root, sourceFiles, textOf } from "./source-files.ts";

const modules = sourceFiles().filter((path) => /\.(ts|tsx|js|mjs)$/.test(path));
const found = new Map(modules.map((path) => [path, importsOf(path, textOf(path) ?? "")]));
const problems = [...found].flatMap(([path, imports]) =>
  imports.flatMap((each) => problemOf(path, each) ?? []),
);
report("imports", [...problems, ...impurities()]);

function problemOf(path: string, each: ModuleImport): string | undefined {
  const at = `${path}:${each.line}: imports "${each.specifier}"`;
  const placed = partOf(path);
  if (placed === undefined) {
    return path.includes("/") && !path.startsWith(".")
      ? `${at}, but no rule in tools/import-rules.ts covers this folder`
      : undefined;
  }
  const { part, rule } = placed;
  const isTest = path.endsWith(".test.ts") || path.includes("/testing/");
  const { ours, libraries, node } = isTest && rule.ours !== "all" ? testRule : rule;
  if (each.specifier.startsWith("."))
    return relativeProblem(path, each, isTest ? packageOf(part) : part);
  if (each.specifier.startsWith("node:"))
    return node ? undefined : `${at}, a module of Node; ${part} is pure`;
  const name = packageName(each.specifier);
  if (name === "waybill" || name.startsWith("@waybill/")) {
    const allowed = ours === "all" || ours.includes(each.specifier);
    return allowed ? undefined : `${at}; of our packages, ${part} may import ${list(ours)}`;
  }
  const allowed = libraries === "declared" || libraries.includes(name);
  return allowed ? undefined : `${at}; of libraries, ${part} may import ${list(libraries)}`;
}

function relativeProblem(path: string, each: ModuleImport, part: string): string | undefined {
  const target = posix.join(posix.dirname(path), each.specifier);
  const at = `${path}:${each.line}: imports "${each.specifier}"`;
  if (!target.startsWith(`${part}/`)) return `${at}, which is outside ${part}`;
  return existsSync(`${root}/${target}`) ? undefined : `${at}, but there is no file ${target}`;
}

/** The folder a module belongs to, and its rule. */
function partOf(path: string): { part: string; rule: ImportRule } | undefined {
  for (const rule of importRules) {
    const pattern = rule.folder.replaceAll("*", "[^/]+");
    const part = new RegExp(`^${pattern}(?=/)`).exec(path)?.[0];
    if (part !== undefined) return { part, rule };
  }
  return undefined;
}

function packageOf(part: string): string {
  return /^(packages|services|apps)\/[^/]+/.exec(part)?.[0] ?? part;
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : `only ${names.join(", ")}`;
}

/** Follows what is loaded (not types) from the kit's pure entry. */
function impurities(): readonly string[] {
  const impure: string[] = [];
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const each of found.get(path) ?? []) {
      if (each.typeOnly) continue;
      if (each.specifier.startsWith(".")) visit(posix.join(posix.dirname(path), each.specifier));
      else if (!pureEntry.libraries.includes(packageName(each.specifier))) {
        impure.push(
          `${path}:${each.line}: imports "${each.specifier}", and ${pureEntry.file} loads this file, so it must be pure`,
        );
      }
    }
  };
  visit(pureEntry.file);
  return impure;
}
