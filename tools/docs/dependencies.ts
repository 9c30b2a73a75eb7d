import { existsSync } from "node:fs";
import { root, sourceFiles, textOf } from "../source-files.ts";
import { compareKeys, tableKeys } from "./table-keys.ts";

const document = "docs/DEPENDENCIES.md";

/** docs/DEPENDENCIES.md has one row for each library that a package.json asks for, and no other. */
export function dependencyProblems(): readonly string[] {
  if (!existsSync(`${root}/${document}`)) return [`${document}: is missing`];
  const actual = new Set(
    sourceFiles()
      .filter((path) => /(^|\/)package\.json$/.test(path))
      .flatMap((path) => librariesOf(textOf(path) ?? "{}")),
  );
  const written = tableKeys(textOf(document) ?? "");
  return compareKeys({
    document,
    written,
    source: "a package.json",
    actual: [...actual].toSorted(),
  });
}

function librariesOf(packageJson: string): readonly string[] {
  const parsed = JSON.parse(packageJson) as Readonly<Record<string, object | undefined>>;
  return ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]
    .flatMap((kind) => Object.keys(parsed[kind] ?? {}))
    .filter((name) => name !== "waybill" && !name.startsWith("@waybill/"));
}
