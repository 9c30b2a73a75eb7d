import { basename, extname, resolve } from "node:path";
import { WaybillError } from "@waybill/kit";
import { Command, InvalidArgumentError } from "commander";
import { findTarget } from "../client.ts";
import { formatAmount } from "../import/amount.ts";
import { ApiPool } from "../import/api-pool.ts";
import { openCsv } from "../import/csv/csv-source.ts";
import { readMapping } from "../import/csv/mapping.ts";
import type { ImportSource } from "../import/import-source.ts";
import { openOlist } from "../import/olist/olist-source.ts";
import { Progress } from "../import/progress.ts";
import type { ReconciliationReport } from "../import/reconciliation.ts";
import { RejectsFile } from "../import/rejects-file.ts";
import { runImport, type ImportResult } from "../import/run-import.ts";
import { remote, type RemoteOptions } from "./remote.ts";

interface ImportOptions extends RemoteOptions {
  readonly concurrency: number;
  readonly rejects?: string;
}

/** Enough to keep the batches of a local server full. */
const defaultConcurrency = 2_048;
const most = 9_999;
/** Calls at a time; each of them is for many orders. */
const connections = 64;

/** `waybill import`: historic orders through the real pipeline. */
export function importCommand(): Command {
  const command = new Command("import")
    .description("replay historic orders through the real pipeline, and reconcile to the cent")
    .addHelpText(
      "after",
      "\nNeeds an operator's or admin's key. Safe to interrupt and to run again: nothing happens twice.\nExit codes: 0 all that was placed is as in the source, 1 something differs or nothing could be placed, 2 it could not be finished.",
    );
  importing(command.command("olist"))
    .description("the Olist data set of Brazilian shops: a directory of CSV files")
    .argument("<dir>", "directory of olist_orders_dataset.csv and the others")
    .action((directory: string, options: ImportOptions) =>
      importFrom(() => openOlist(directory), "olist", options),
    );
  importing(command.command("csv"))
    .description("any orders file with a row for each item")
    .argument("<file>", "CSV file with a header")
    .requiredOption("--map <mapping.yaml>", "what the columns mean; see the example orders.yaml")
    .action((file: string, options: ImportOptions & { readonly map: string }) => {
      const open = (): Promise<ImportSource> => openCsv(file, readMapping(options.map));
      return importFrom(open, basename(file, extname(file)), options);
    });
  return command;
}

function importing(command: Command): Command {
  return remote(command)
    .option(
      "--concurrency <n>",
      `orders under way at a time, 1 to ${most}`,
      count,
      defaultConcurrency,
    )
    .option("--rejects <file>", "where to list the orders that were not placed, as JSON lines");
}

async function importFrom(
  open: () => Promise<ImportSource>,
  name: string,
  options: ImportOptions,
): Promise<void> {
  const target = findTarget(options);
  const quiet = options.json === true;
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort(interrupted());
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const source = await open();
  const api = new ApiPool(target, {
    connections,
    signal: stop.signal,
  });
  const rejects = new RejectsFile(resolve(options.rejects ?? `${name}-rejects.jsonl`));
  try {
    const progress = new Progress({ quiet });
    const { concurrency } = options;
    const result = await runImport({ source, api, rejects, progress, concurrency });
    if (!quiet) tell(source, result);
    const { report } = result;
    process.stdout.write(
      quiet
        ? `${JSON.stringify({ ...report, ...speed(result), rejectsFile: rejects.path })}\n`
        : summary(result, rejects.path),
    );
    if (!report.ok || nothingPlaced(report)) process.exitCode = 1;
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    rejects.close();
    source.close();
    await api.close();
  }
}

function tell({ notes }: ImportSource, result: ImportResult): void {
  for (const note of notes) process.stderr.write(`${note}\n`);
  const { productsMade, replayed, seconds, ordersPerSecond } = speed(result);
  process.stderr.write(
    `${productsMade} products made; ${replayed} orders ended after ${seconds.toFixed(1)} s, ${ordersPerSecond} a second\n`,
  );
}

/** From the first order placed to the last one's end. */
function speed({ productsMade, replayed, replaySeconds: seconds }: ImportResult) {
  const ordersPerSecond = Math.round(replayed / Math.max(seconds, 0.001));
  return { productsMade, replayed, seconds, ordersPerSecond };
}

function summary({ report }: ImportResult, rejectsFile: string): string {
  const { amount, currency } = report.completedValue;
  const further = (report.completedValues ?? [])
    .filter((value) => value.currency !== currency)
    .map((value) => `, ${formatAmount(value.amount, value.currency)}`);
  const lines = [
    `orders              ${report.orders}`,
    `rejected            ${report.rejected}  (listed in ${rejectsFile})`,
    `completed           ${report.completed}  worth ${formatAmount(amount, currency)}${further.join("")}`,
    `cancelled           ${report.cancelled}`,
    `payment mismatches  ${report.paymentMismatches}  (the source's payments are not goods plus shipping)`,
    verdictOf(report),
    ...report.differences.map(
      ({ orderId, source, server }) => `  ${orderId}: source ${source}; server ${server}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function verdictOf(report: ReconciliationReport): string {
  const { orders, rejected, differenceCount, ok } = report;
  if (!ok) return `${differenceCount} orders differ:`;
  if (nothingPlaced(report)) return "No order could be placed.";
  const which = rejected === 0 ? "every order" : `all ${orders - rejected} orders that were placed`;
  return `The server has ${which} as the source has ${rejected === 0 ? "it" : "them"}, to the cent.`;
}

function nothingPlaced({ orders, rejected }: ReconciliationReport): boolean {
  return orders > 0 && rejected === orders;
}

function count(text: string): number {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new InvalidArgumentError(`a whole number from 1 to ${most}`);
  return value;
}

function interrupted(): WaybillError {
  return new WaybillError(
    "interrupted",
    "interrupted; run the same command again: it goes on where it stopped, and nothing happens twice",
  );
}
