import { after } from "node:test";
import { apiPages } from "./console/api-pages.ts";
import { openConsole } from "./console/console-shop.ts";
import { proofPages } from "./console/proof-pages.ts";

const console = await openConsole({ after });
if (console !== undefined) {
  proofPages(console);
  apiPages(console);
}
