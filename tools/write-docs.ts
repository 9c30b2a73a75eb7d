/** Writes the pages that are made from the code. `npm run check -- docs` fails when one is stale. */
import { writeFileSync } from "node:fs";
import { errorsDocument } from "./docs/error-catalogue.ts";
import { errorsPage } from "./docs/errors-page.ts";
import { root } from "./source-files.ts";

writeFileSync(`${root}/${errorsDocument}`, errorsPage());
