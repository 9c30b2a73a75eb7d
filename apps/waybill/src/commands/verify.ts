import { constants, setPriority } from "node:os";
import { verify, type VerifyProgress, type VerifyReport } from "@waybill/checker";
import { Terminal, WaybillError, errorMessage, systemClock } from "@waybill/kit";
import { attachServers, placeOf } from "@waybill/postgres";
import { Command, InvalidArgumentError } from "commander";
import pino from "pino";
import { readConfig } from "../config.ts";
import { requireInstallation } from "../existing-installation.ts";
import { Progress } from "../import/progress.ts";
import { attributed } from "../verify/attribution.ts";
import { openSources } from "../verify/postgres-sources.ts";
import { stepWords } from "../verify/progress-words.ts";
import { reportText } from "../verify/report-text.ts";
import type { Snapshot } from "../verify/snapshot.ts";
import { verifiedServices } from "../verify/verified-services.ts";

interface VerifyCommandOptions {
  readonly json?: boolean;
  readonly settle: number;
  readonly background?: boolean;
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
    .option("--background", "let everything else on this machine go first")
    .addHelpText(
      "after",
      "\nExit codes: 0 all promises kept, 1 a violation, 2 it could not be checked.",
    )
    .action(async (options: VerifyCommandOptions) => {
      const report = await verifyDatabases(options);
      process.stdout.write(
        options.json === true ? `${JSON.stringify(report)}\n` : reportText(report),
      );
      process.exitCode = report.ok ? 0 : 1;
    });
}

async function verifyDatabases({
  settle,
  background = false,
}: VerifyCommandOptions): Promise<VerifyReport> {
  endWithParent();
  if (background) giveWay(process.pid);
  const bar = new Progress({ quiet: false });
  const config = readConfig(process.env);
  requireInstallation(config);
  const servers = await attachServers({ ...config, log: pino({ level: "silent" }) });
  try {
    const services = verifiedServices({ mailsBySmtp: config.smtpUrl !== undefined });
    const urlOf = (name: string): string => placeOf(servers.of(name), name).url;
    // Another machine's processes have nothing to do with numbers of this one.
    const yielding = background && servers.all.every(({ embedded }) => embedded);
    const opened = ({ serverPid }: Snapshot): void => {
      if (yielding && serverPid !== undefined) giveWay(serverPid);
    };
    const report = await verify({
      open: () => openSources(services, urlOf, { opened }),
      clock: systemClock,
      settleMs: settle * 1000,
      progress: (at) => tell(at, bar),
    });
    return await attributed(report, urlOf);
  } catch (error) {
    if (error instanceof WaybillError) throw error;
    // Exit code 1 is for violations: what stopped the check must not look like one.
    throw new Terminal("verify-failed", `could not check: ${errorMessage(error)}`, {
      status: 500,
      cause: error,
    });
  } finally {
    bar.end();
    await servers.stop();
  }
}

/** To a program that started this as its child, by a message; to a person, by a bar. */
function tell(progress: VerifyProgress, bar: Progress): void {
  process.send?.(progress);
  if (progress.step === "streams" && progress.events === 0) bar.begin("", progress.total);
  bar.at(progress.events, { what: stepWords(progress) });
}

/** A parent that listens and is killed leaves nothing behind that goes on reading. */
function endWithParent(): void {
  // Undefined without such a parent; false when it went while this was still being loaded.
  const { connected } = process as { readonly connected?: boolean };
  if (connected === undefined) return;
  if (!connected) process.exit(2);
  process.on("disconnect", () => process.exit(2));
  // Listening alone must not keep this alive.
  process.channel?.unref();
}

function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // Somebody else's process, or one that has ended: it is only slower for the others.
  }
}

function seconds(value: string): number {
  const number = Number(value);
  if (!/^\d{1,5}(\.\d+)?$/.test(value) || number > 3_600) {
    throw new InvalidArgumentError("give 0 to 3600 seconds");
  }
  return number;
}
