import { existsSync } from "node:fs";
import { root, textOf } from "../source-files.ts";
import { errorsPage } from "./errors-page.ts";

export const errorsDocument = "docs/ERRORS.md";

/** docs/ERRORS.md is what the kit's catalogue makes of it. */
export function errorCatalogueProblems(): readonly string[] {
  const written = existsSync(`${root}/${errorsDocument}`) ? textOf(errorsDocument) : undefined;
  return written === errorsPage()
    ? []
    : [`${errorsDocument}: is not what the catalogue makes; run \`npm run docs\``];
}
