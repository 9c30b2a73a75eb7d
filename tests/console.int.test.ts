import { after } from "node:test";
import { openConsole } from "./console/console-shop.ts";
import { eventsPages } from "./console/events-pages.ts";
import { lettersPages } from "./console/letters-pages.ts";
import { mailPages } from "./console/mail-pages.ts";
import { ordersPages } from "./console/orders-pages.ts";
import { overviewPages } from "./console/overview-pages.ts";

// One server and one browser for all pages.
const console = await openConsole({ after });

if (console !== undefined) {
  overviewPages(console);
  ordersPages(console);
  lettersPages(console);
  eventsPages(console);
  mailPages(console);
}
