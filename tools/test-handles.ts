/**
 * Loaded into the process of every test file. A file that has run its tests and still holds a
 * handle open (a server, a connection, a timer) would never end: it says which and fails instead.
 */
import { after } from "node:test";

/**
 * For the hooks that a file itself runs after its tests, such as the stop of a server whose PostgreSQL writes all down
 * on a busy disk.
 */
const graceMs = 30_000;
/** For a file that hangs outside its tests, whose own deadline cannot end it. */
const wholeFileMs = 240_000;

// Neither timer keeps the process alive: they fire only when something else does.
after(() => {
  setTimeout(() => giveUp(`still open ${graceMs / 1000} s after the last test`), graceMs).unref();
});
setTimeout(() => giveUp(`not finished after ${wholeFileMs / 1000} s`), wholeFileMs).unref();

function giveUp(what: string): void {
  const open = process.getActiveResourcesInfo().filter((each) => !/^(TTY|Pipe)Wrap$/.test(each));
  console.error(`${process.argv[1] ?? "a test file"}: ${what}: ${open.join(", ") || "unknown"}`);
  process.exit(1);
}
