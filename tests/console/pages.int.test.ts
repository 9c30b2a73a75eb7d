import { after } from "node:test";
import { apiPages } from "./api-pages.ts";
import { openConsole } from "./console-shop.ts";
import { eventsPages } from "./events-pages.ts";
import { lettersPages } from "./letters-pages.ts";
import { logsPages } from "./logs-pages.ts";
import { lettersTour } from "./letters-tour.ts";
import { mailPages } from "./mail-pages.ts";
import { ordersPages } from "./orders-pages.ts";
import { overviewPages } from "./overview-pages.ts";
import { proofPages } from "./proof-pages.ts";
import { viewsPages } from "./views-pages.ts";

// One server and one browser for all pages.
const console = await openConsole({ after });

if (console !== undefined) {
  overviewPages(console);
  ordersPages(console);
  proofPages(console);
  apiPages(console);
  lettersTour(console);
  lettersPages(console);
  eventsPages(console);
  mailPages(console);
  logsPages(console);
  viewsPages(console);
}
