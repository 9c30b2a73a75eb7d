import { parseSync } from "oxc-parser";

export interface ModuleImport {
  readonly specifier: string;
  /** Starts at 1. */
  readonly line: number;
  /** Erased before running. */
  readonly typeOnly: boolean;
}

/**
 * All that a module imports or re-exports, `import()` of a literal included. A file that does not
 * parse gives nothing: the type check and the lint name its fault.
 */
export function importsOf(path: string, text: string): readonly ModuleImport[] {
  const { module } = parseSync(path, text);
  const at = (start: number): number => text.slice(0, start).split("\n").length;
  const imports = module.staticImports.map((each) => ({
    specifier: each.moduleRequest.value,
    line: at(each.start),
    typeOnly: each.entries.length > 0 && each.entries.every((entry) => entry.isType),
  }));
  const reexports = module.staticExports.flatMap((each) =>
    each.entries.flatMap((entry) =>
      entry.moduleRequest === null
        ? []
        : [{ specifier: entry.moduleRequest.value, line: at(each.start), typeOnly: entry.isType }],
    ),
  );
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const literal = /^["'`]([^"'`$]+)["'`]$/.exec(text.slice(start, end))?.[1];
    return literal === undefined ? [] : [{ specifier: literal, line: at(start), typeOnly: false }];
  });
  return [...imports, ...reexports, ...dynamic];
}
