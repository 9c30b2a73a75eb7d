import { Command, Option } from "commander";
import { whole } from "./number-option.ts";
import { ask, changing, pages, print, remote, type RemoteOptions } from "./remote.ts";

interface Summary {
  readonly orderId: string;
  readonly state: string;
  readonly step?: string;
  readonly reason?: string;
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
    .description("show one, with its steps")
    .action(async (orderId: string, options: RemoteOptions) => {
      const found = await ask(options, "GET", `/v1/processes/${encodeURIComponent(orderId)}`);
      print(options, found, `${JSON.stringify(found, null, 2)}\n`);
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
