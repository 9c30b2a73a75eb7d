import { Command } from "commander";
import { ask, changing, print, reasonHelp, remote, type RemoteOptions } from "./remote.ts";

interface Consumer {
  readonly consumer: string;
  readonly status: string;
  readonly messages: number;
  readonly seconds: number;
  readonly parkedKeys: number;
  readonly members: readonly unknown[];
  readonly pause: {
    readonly since: string;
    readonly by: string | null;
    reason: string | null;
  } | null;
}

const path = "/v1/ops/consumers";

/** `waybill consumers`: who handles the events, and whether it is to take any. */
export function consumersCommand(): Command {
  const consumers = new Command("consumers").description(
    "who handles the events of the services: list, pause, resume",
  );
  remote(consumers.command("ls"))
    .description("list consumers with their lag")
    .action(async (options: RemoteOptions) => {
      const { items } = await ask<{ items: Consumer[] }>(options, "GET", path);
      print(options, items, items.map(lineOf).join(""));
    });
  remote(consumers.command("pause <consumer>"))
    .description("have it take nothing, in all processes and over restarts, until it is resumed")
    .requiredOption("--reason <text>", reasonHelp)
    .action(change("pause"));
  changing(consumers.command("resume <consumer>"))
    .description("have it go on")
    .action(change("resume"));
  return consumers;
}

function change(verb: "pause" | "resume") {
  return async (name: string, options: RemoteOptions): Promise<void> => {
    const made = await ask<Consumer>(
      options,
      "POST",
      `${path}/${encodeURIComponent(name)}/${verb}`,
    );
    print(options, made, lineOf(made));
  };
}

function lineOf({ consumer, status, messages, seconds, parkedKeys, members, pause }: Consumer) {
  const line = `${consumer}  ${status}  ${messages} behind, ${seconds.toFixed(1)} s  keys parked: ${parkedKeys}  members: ${members.length}\n`;
  if (pause === null) return line;
  const by = pause.by === null ? "another tenant's operator" : `${pause.by}: ${pause.reason}`;
  return `${line}    since ${pause.since} by ${by}\n`;
}
