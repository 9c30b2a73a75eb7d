import { Command } from "commander";
import { ask, changing, pages, print, remote, type RemoteOptions } from "./remote.ts";

interface DeadLetter {
  readonly id: string;
  readonly consumer: string;
  readonly key: string;
  readonly status: string;
  readonly type: string;
  readonly attempts: number;
  readonly behind: number;
  readonly code: string;
  readonly error: string;
}

/** `waybill dead-letters`: messages that wait for a person. */
export function deadLettersCommand(): Command {
  const letters = new Command("dead-letters").description(
    "messages whose handling failed: list, show, replay, drop",
  );
  remote(letters.command("ls"))
    .description("list dead letters")
    .option("--all", "also those that will be tried again by themselves")
    .action(async (options: RemoteOptions & { all?: boolean }) => {
      const all: DeadLetter[] = [];
      for await (const each of pages<DeadLetter>(
        options,
        `/v1/dead-letters?all=${options.all === true}`,
      ))
        all.push(each);
      const lines = all.map(
        (each) =>
          `${each.id}  ${each.status}  ${each.consumer}  ${each.type}  ${each.key}  ${each.attempts} attempts, ${each.behind} behind\n    ${each.code}: ${each.error}\n`,
      );
      print(options, all, lines.length === 0 ? "no dead letters\n" : lines.join(""));
    });
  remote(letters.command("show <id>"))
    .description("show one")
    .action(async (id: string, options: RemoteOptions) => {
      const letter = await ask<DeadLetter>(
        options,
        "GET",
        `/v1/dead-letters/${encodeURIComponent(id)}`,
      );
      print(options, letter, `${JSON.stringify(letter, null, 2)}\n`);
    });
  changing(letters.command("replay <id>"))
    .description("try it again now; the messages behind it follow")
    .action(async (id: string, options: RemoteOptions) => {
      await ask(options, "POST", `/v1/dead-letters/${encodeURIComponent(id)}/replay`);
      print(options, { id, replayed: true }, `${id} is tried again\n`);
    });
  changing(letters.command("drop <id>"))
    .description("give it up; the messages behind it go on")
    .action(async (id: string, options: RemoteOptions) => {
      await ask(options, "DELETE", `/v1/dead-letters/${encodeURIComponent(id)}`);
      print(options, { id, dropped: true }, `${id} is dropped\n`);
    });
  return letters;
}
