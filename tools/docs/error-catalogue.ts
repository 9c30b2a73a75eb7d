import { existsSync } from "node:fs";
import { root, textOf } from "../source-files.ts";
import { compareKeys, tableKeys } from "./table-keys.ts";

const document = "docs/ERRORS.md";

/** docs/ERRORS.md has one row for each code of the kit's `errorCatalogue`, and no other. */
export async function errorCatalogueProblems(): Promise<readonly string[]> {
  const actual = await cataloguedCodes();
  if (actual === undefined) {
    console.warn(
      "docs: @waybill/kit exports no errorCatalogue yet, so docs/ERRORS.md is not checked",
    );
    return [];
  }
  if (!existsSync(`${root}/${document}`)) return [`${document}: is missing`];
  const written = tableKeys(textOf(document) ?? "");
  return compareKeys({ document, written, source: "the kit's errorCatalogue", actual });
}

async function cataloguedCodes(): Promise<readonly string[] | undefined> {
  if (!existsSync(`${root}/packages/kit/src/index.ts`)) return undefined;
  const kit = (await import("@waybill/kit")) as { readonly errorCatalogue?: unknown };
  return codesOf(kit.errorCatalogue);
}

/** A catalogue is a list of entries with a `code`, or a record by code. */
function codesOf(catalogue: unknown): readonly string[] | undefined {
  if (catalogue === null || typeof catalogue !== "object") return undefined;
  if (Array.isArray(catalogue)) {
    return (catalogue as readonly { readonly code: string }[]).map((each) => each.code);
  }
  return Object.keys(catalogue);
}
