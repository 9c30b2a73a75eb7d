import { after } from "node:test";
import { apiPages } from "./api-pages.ts";
import { openConsole } from "./console-shop.ts";
import { logsPages } from "./logs-pages.ts";
import { mailPages } from "./mail-pages.ts";
import { ordersPages } from "./orders-pages.ts";
import { overviewPages } from "./overview-pages.ts";
import { proofPages } from "./proof-pages.ts";
import { viewsPages } from "./views-pages.ts";

// One server and one browser for all pages. Every order has its trace, however many a test has just placed.
const console = await openConsole(
  { after },
  { environment: { WAYBILL_TRACES_PER_SECOND: "1000" } },
);

if (console !== undefined) {
  overviewPages(console);
  ordersPages(console);
  proofPages(console);
  apiPages(console);
  mailPages(console);
  logsPages(console);
  viewsPages(console);
}
