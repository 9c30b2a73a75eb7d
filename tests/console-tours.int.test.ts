import { after } from "node:test";
import { openConsole } from "./console/console-shop.ts";
import { largeOrders } from "./console/large-orders.ts";
import { serverGone } from "./console/server-gone.ts";
import { stockPages } from "./console/stock-pages.ts";
import { tours } from "./console/tours.ts";

// Beside console.int.test.ts, so that neither outlasts the time that a file is given.
const console = await openConsole({ after });

if (console !== undefined) {
  tours(console);
  stockPages(console);
  largeOrders(console);
  serverGone();
}
