import { after } from "node:test";
import { apiPages } from "./console/api-pages.ts";
import { openConsole } from "./console/console-shop.ts";
import { eventsPages } from "./console/events-pages.ts";
import { lettersPages } from "./console/letters-pages.ts";
import { logsPages } from "./console/logs-pages.ts";
import { lettersTour } from "./console/letters-tour.ts";
import { mailPages } from "./console/mail-pages.ts";
import { ordersPages } from "./console/orders-pages.ts";
import { overviewPages } from "./console/overview-pages.ts";
import { proofPages } from "./console/proof-pages.ts";
import { viewsPages } from "./console/views-pages.ts";

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
