import { verify, type VerifyReport } from "@waybill/checker";
import { Terminal, WaybillError, errorMessage, systemClock } from "@waybill/kit";
import { attachServer } from "@waybill/postgres";
import { Command, InvalidArgumentError } from "commander";
import pino from "pino";
import { readConfig } from "../config.ts";
import { openSources } from "../verify/postgres-sources.ts";
import { reportText } from "../verify/report-text.ts";
import { verifiedServices } from "../verify/verified-services.ts";

interface VerifyCommandOptions {
  readonly json?: boolean;
  readonly settle: number;
}

const defaultSettleSeconds = 10;

/** `waybill verify`: reads the databases themselves, whether the server runs or not. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description("check the invariants L C S O T N P over everything, from the logs")
    .option("--json", "print the report as one line of JSON")
    .option(
      "--settle <seconds>",
      "how late a timer may be, and how long an order that looks wrong in a running system is given to come right",
      seconds,
      defaultSettleSeconds,
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 all promises kept, 1 a violation, 2 it could not be checked.",
    )
    .action(async (options: VerifyCommandOptions) => {
      const report = await verifyDatabases(options.settle * 1000);
      process.stdout.write(
        options.json === true ? `${JSON.stringify(report)}\n` : reportText(report),
      );
      process.exitCode = report.ok ? 0 : 1;
    });
}

async function verifyDatabases(settleMs: number): Promise<VerifyReport> {
  const { dataDir, databaseUrl, smtpUrl } = readConfig(process.env);
  const server = await attachServer({ dataDir, databaseUrl, log: pino({ level: "silent" }) });
  try {
    const services = verifiedServices({ mailsBySmtp: smtpUrl !== undefined });
    const urlOf = (name: string): string => server.url(`waybill_${name}`, `waybill_${name}`);
    return await verify({
      open: () => openSources(services, urlOf),
      clock: systemClock,
      settleMs,
      progress: showProgress,
    });
  } catch (error) {
    if (error instanceof WaybillError) throw error;
    // Exit code 1 is for violations: what stopped the check must not look like one.
    throw new Terminal("verify-failed", `could not check: ${errorMessage(error)}`, {
      status: 500,
      cause: error,
    });
  } finally {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    await server.stop();
  }
}

/** The number of events is not known before; it only shows that work goes on. */
function showProgress(events: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r  ${events.toLocaleString("en")} events checked`);
}

function seconds(value: string): number {
  const number = Number(value);
  if (!/^\d{1,5}(\.\d+)?$/.test(value) || number > 3_600) {
    throw new InvalidArgumentError("give 0 to 3600 seconds");
  }
  return number;
}
