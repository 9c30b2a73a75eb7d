import { Command } from "commander";
import { consumersCommand } from "./commands/consumers.ts";
import { deadLettersCommand } from "./commands/dead-letters.ts";
import { importCommand } from "./commands/import.ts";
import { keysCommand } from "./commands/keys.ts";
import { loadCommand } from "./commands/load.ts";
import { orderCommand } from "./commands/order.ts";
import { processCommand } from "./commands/process.ts";
import { runCommand } from "./commands/run.ts";
import { scaleCommand } from "./commands/scale.ts";
import { upCommand } from "./commands/up.ts";
import { verifyCommand } from "./commands/verify.ts";
import { viewsCommand } from "./commands/views.ts";
import { failWith } from "./failure.ts";
import { version } from "./version.ts";

const program = new Command("waybill")
  .description(
    "An order backend that can prove what it promises: no order lost, no unit oversold, no customer charged twice.",
  )
  .version(version)
  .showHelpAfterError()
  .addHelpText(
    "after",
    "\nExit codes: 0 done, 1 not so (a check failed, a request was refused), 2 it could not be tried.",
  );

const commands = [
  upCommand,
  runCommand,
  importCommand,
  loadCommand,
  orderCommand,
  verifyCommand,
  processCommand,
  deadLettersCommand,
  consumersCommand,
  viewsCommand,
  scaleCommand,
  keysCommand,
];
for (const make of commands) program.addCommand(make());

try {
  await program.parseAsync();
} catch (error) {
  failWith(error);
}
