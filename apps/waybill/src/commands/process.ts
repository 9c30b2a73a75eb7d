import { Command, Option } from "commander";
import { textTable } from "../text-table.ts";
import { whole } from "./number-option.ts";
import { ask, changing, pages, print, remote, type RemoteOptions } from "./remote.ts";

interface Summary {
  readonly orderId: string;
  readonly state: string;
  readonly step?: string;
  readonly reason?: string;
}

interface Process extends Summary {
  readonly attempt: number;
  readonly dueAt?: string;
  readonly steps: readonly { readonly name: string; readonly status: string }[];
  /** In Mermaid's text form. */
  readonly drawing: string;
}

const states = ["running", "compensating", "stuck", "completed", "cancelled"];

/** `waybill process`: the checkouts. */
export function processCommand(): Command {
  const processes = new Command("process").description("checkouts: list, show, retry, cancel");
  remote(processes.command("ls"))
    .description("list checkouts")
    .addOption(new Option("--state <state>", "only those in this state").choices(states))
    .option("--limit <n>", "at most so many", whole(1, 1e6), 100)
    .action(async (options: RemoteOptions & { state?: string; limit: number }) => {
      const found: Summary[] = [];
      const path =
        options.state === undefined ? "/v1/processes" : `/v1/processes?state=${options.state}`;
      for await (const each of pages<Summary>(options, path)) {
        if (found.length >= options.limit) break;
        found.push(each);
      }
      const lines = found.map((each) =>
        `${each.orderId}  ${each.state}  ${each.step ?? ""}  ${each.reason ?? ""}`.trimEnd(),
      );
      print(options, found, lines.length === 0 ? "none\n" : `${lines.join("\n")}\n`);
    });
  remote(processes.command("show <orderId>"))
    .description("show one: where it stands, its steps, and a drawing for Mermaid")
    .action(async (orderId: string, options: RemoteOptions) => {
      const path = `/v1/processes/${encodeURIComponent(orderId)}`;
      const found = await ask<Process>(options, "GET", path);
      print(options, found, processText(found));
    });
  for (const action of ["retry", "cancel"]) {
    changing(processes.command(`${action} <orderId>`))
      .description(
        action === "retry"
          ? "send its outstanding request once more"
          : "call it off; what was done is undone",
      )
      .action(async (orderId: string, options: RemoteOptions) => {
        await ask(options, "POST", `/v1/processes/${encodeURIComponent(orderId)}/${action}`);
        print(options, { orderId, action }, `${orderId}: ${action} requested\n`);
      });
  }
  return processes;
}

function processText({ orderId, state, step, reason, attempt, ...rest }: Process): string {
  const why = reason === undefined ? "" : ` (${reason})`;
  const due = rest.dueAt === undefined ? "" : `, next at ${rest.dueAt}`;
  const where = step === undefined || step === "" ? "" : `\nat ${step}, attempt ${attempt}${due}`;
  const steps = textTable(
    [
      { title: "step", cell: ({ name }) => name },
      { title: "status", cell: ({ status }) => status },
    ],
    rest.steps,
  );
  return `${orderId}: ${state}${why}${where}\n\n${steps}\n${rest.drawing.trimEnd()}\n`;
}
