import { after } from "node:test";
import { openConsole } from "./console-shop.ts";
import { eventsPages } from "./events-pages.ts";
import { lettersPages } from "./letters-pages.ts";
import { lettersTour } from "./letters-tour.ts";

// Beside pages.int.test.ts, so that none outlasts the time that a file is given.
const console = await openConsole({ after });

if (console !== undefined) {
  lettersTour(console);
  lettersPages(console);
  eventsPages(console);
}
