import { after } from "node:test";
import { openConsole } from "./console-shop.ts";
import { largeOrders } from "./large-orders.ts";
import { layoutPages } from "./layout-pages.ts";
import { serverGone } from "./server-gone.ts";
import { stockPages } from "./stock-pages.ts";
import { tours } from "./tours.ts";

// Beside pages.int.test.ts, so that neither outlasts the time that a file is given.
const console = await openConsole({ after });

if (console !== undefined) {
  tours(console);
  stockPages(console);
  largeOrders(console);
  layoutPages(console);
  serverGone();
}
