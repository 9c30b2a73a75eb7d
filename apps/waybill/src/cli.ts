import { Command, CommanderError } from "commander";
import { failWith } from "./failure.ts";
import { version } from "./version.ts";

const program = new Command("waybill")
  .description(
    "An order backend that can prove what it promises: no order lost, no unit oversold, no customer charged twice.",
  )
  .version(version)
  .addHelpText(
    "after",
    "\nExit codes: 0 done, 1 not so (a check failed, a request was refused), 2 it could not be tried.",
  );

/** In the order of the help. Each is loaded when it is asked for: a look at an order needs no server. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import("./commands/up.ts")).upCommand(),
  run: async () => (await import("./commands/run.ts")).runCommand(),
  import: async () => (await import("./commands/import.ts")).importCommand(),
  load: async () => (await import("./commands/load.ts")).loadCommand(),
  order: async () => (await import("./commands/order.ts")).orderCommand(),
  verify: async () => (await import("./commands/verify.ts")).verifyCommand(),
  process: async () => (await import("./commands/process.ts")).processCommand(),
  "dead-letters": async () => (await import("./commands/dead-letters.ts")).deadLettersCommand(),
  consumers: async () => (await import("./commands/consumers.ts")).consumersCommand(),
  views: async () => (await import("./commands/views.ts")).viewsCommand(),
  groups: async () => (await import("./commands/groups.ts")).groupsCommand(),
  perf: async () => (await import("./commands/perf.ts")).perfCommand(),
  topics: async () => (await import("./commands/topics.ts")).topicsCommand(),
  scale: async () => (await import("./commands/scale.ts")).scaleCommand(),
  keys: async () => (await import("./commands/keys.ts")).keysCommand(),
};

const [wanted = ""] = process.argv.slice(2);
const asked = Object.hasOwn(commands, wanted) ? [wanted] : Object.keys(commands);
for (const name of asked) {
  const command = await commands[name]?.();
  if (command !== undefined) program.addCommand(command);
}
throwing(program);

try {
  await program.parseAsync();
} catch (error) {
  // It has said what was wrong. Its own exit code is 1, which is for what was tried and is not so.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else failWith(error);
}

/** Every command throws what was wrong with its options, instead of ending the process. */
function throwing(command: Command): void {
  command.showHelpAfterError().exitOverride();
  for (const each of command.commands) throwing(each);
}
