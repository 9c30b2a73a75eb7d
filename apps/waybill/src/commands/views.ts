import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { Progress } from "../import/progress.ts";
import type { ViewDocument, ViewRebuildDocument } from "../ops/views/view-schemas.ts";
import { ask, call, changing, print, remote, type RemoteOptions } from "./remote.ts";
import { Unusable } from "../failure.ts";

const pollMs = 250;

/** `waybill views`: the read models. */
export function viewsCommand(): Command {
  const views = new Command("views").description("read models: list, rebuild from the log");
  remote(views.command("ls"))
    .description("list the views of all services")
    .action(async (options: RemoteOptions) => {
      const { items } = await ask<{ items: ViewDocument[] }>(options, "GET", "/v1/ops/views");
      const lines = items.map(
        ({ service, view, kind, of, rows }) =>
          `${service}/${view}  ${kind} of ${of.join(", ")}  ${rows === null ? "not counted yet" : `about ${rows} rows`}\n`,
      );
      print(options, items, lines.join(""));
    });
  changing(views.command("rebuild <service/view>"))
    .description("make a view anew from the log, compare, and put right what differs")
    .option("--dry-run", "compare, and leave the view as it is: exit code 1 when it is wrong")
    .action(async (name: string, options: RemoteOptions & { dryRun?: boolean }) => {
      const ended = await rebuild(name, options);
      print(options, ended, report(ended));
      const isLeftWrong = ended.dryRun && wrongRows(ended) > 0;
      if (isLeftWrong || ended.state !== "completed") process.exitCode = 1;
    });
  return views;
}

async function rebuild(
  name: string,
  options: RemoteOptions & { readonly dryRun?: boolean },
): Promise<ViewRebuildDocument> {
  const [service, view, ...more] = name.split("/");
  if (service === undefined || view === undefined || more.length > 0) {
    throw new Unusable(
      "malformed-id",
      `${name} is no view: give it as service/view, such as orders/orders`,
    );
  }
  const path = `/v1/ops/views/${encodeURIComponent(service)}/${encodeURIComponent(view)}/rebuilds`;
  const started = await call<ViewRebuildDocument>(options, {
    method: "POST",
    path,
    body: { dryRun: options.dryRun === true },
  });
  const progress = new Progress({ quiet: options.json === true });
  let now = started;
  let phase = "";
  while (now.state === "running") {
    if (now.phase !== phase) progress.begin(`${name} ${now.phase}`, now.of);
    phase = now.of === 0 ? "" : now.phase;
    progress.at(now.done, { total: now.of });
    await delay(pollMs);
    now = await ask(options, "GET", `${path}/${started.id}`);
  }
  progress.end();
  return now;
}

function wrongRows({ result }: ViewRebuildDocument): number {
  return result === null ? 0 : result.missing + result.different + result.unexpected;
}

function report(ended: ViewRebuildDocument): string {
  const { service, view, state, failure, result, dryRun } = ended;
  const name = `${service}/${view}`;
  if (result === null) return `${name}: ${state}${failure === null ? "" : `: ${failure}`}\n`;
  const { rows, missing, different, unexpected, repaired, examples } = result;
  if (wrongRows(ended) === 0) return `${name}: all ${rows} rows are what the log makes\n`;
  const lines = examples.map(
    ({ kind, key, columns }) =>
      `  ${kind}  ${Object.values(key).map(String).join(" ")}${kind === "different" ? `  ${columns.map(({ column }) => column).join(", ")}` : ""}\n`,
  );
  const done = dryRun ? "left as they are" : `${repaired} put right`;
  return `${name}: of ${rows} rows ${missing} were missing, ${different} had other values, ${unexpected} more were there that nothing in the log makes; ${done}\n${lines.join("")}`;
}
