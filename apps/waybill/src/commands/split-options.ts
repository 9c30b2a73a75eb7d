import { type Terminal, partitionCount } from "@waybill/kit";
import type { Command } from "commander";
import type { AutoscaleOptions } from "../autoscale/autoscaler.ts";
import { namedPolicies, policyOf } from "../scale/read-policy.ts";
import { readReplicas } from "../split/replica-counts.ts";
import type { SplitOptions } from "../split/supervisor.ts";
import { busNames } from "../system/broker.ts";
import { serviceNames } from "../system/service-names.ts";
import { whole } from "./number-option.ts";
import { Unusable } from "../failure.ts";

/** What the command line says of several processes. */
export interface SplitFlags {
  readonly split?: boolean;
  readonly bus?: string;
  readonly replicas?: string;
  readonly autoscale?: string | true;
  readonly autoscalePolicy?: string;
  readonly autoscaleEvery?: number;
  readonly autoscaleRecord?: string;
}

const everySeconds = 5;

export function splitOptions(command: Command): Command {
  return command
    .option("--split", "run each service as processes of its own, and a gateway before them")
    .option(
      "--bus <name>",
      `with --split: what brings events to the services, one of ${busNames.join(", ")} (WAYBILL_BUS)`,
    )
    .option(
      "--replicas <counts>",
      "with --split: how many processes a service has, such as orders=2,inventory=3",
    )
    .option(
      "--autoscale [services]",
      "with --split: as many processes as their lag asks for, of these services or of all",
    )
    .option(
      "--autoscale-policy <policy>",
      `${namedPolicies}, or a YAML file as for \`waybill scale simulate\` (default)`,
    )
    .option(
      "--autoscale-every <s>",
      `how often the lag is looked at (${everySeconds})`,
      whole(1, 3_600),
    )
    .option(
      "--autoscale-record <directory>",
      "write load, lag and replicas of each service there, for `waybill scale simulate`",
    );
}

/**
 * Reads them; undefined: everything is to run in one process.
 * @throws {Terminal} `config-invalid`, and what reading a policy throws
 */
export function readSplit(
  flags: SplitFlags,
): Pick<SplitOptions, "replicas" | "autoscale"> | undefined {
  if (flags.split !== true) {
    const given = flags.replicas ?? flags.autoscale;
    if (given !== undefined) {
      throw invalid("--replicas and --autoscale are for several processes: add --split");
    }
    return undefined;
  }
  return {
    replicas: readReplicas(flags.replicas ?? "", serviceNames),
    autoscale: autoscale(flags),
  };
}

function autoscale(flags: SplitFlags): AutoscaleOptions | undefined {
  const { autoscale: given, autoscalePolicy, autoscaleEvery, autoscaleRecord } = flags;
  if (given === undefined) {
    if ((autoscalePolicy ?? autoscaleEvery ?? autoscaleRecord) === undefined) return undefined;
    throw invalid("--autoscale-policy, --autoscale-every and --autoscale-record need --autoscale");
  }
  return {
    services: given === true ? serviceNames : servicesOf(given),
    policy: policyOf(autoscalePolicy ?? "default", partitionCount),
    everySeconds: autoscaleEvery ?? everySeconds,
    record: autoscaleRecord,
  };
}

function servicesOf(text: string): readonly string[] {
  const names = text.split(",").map((each) => each.trim());
  const known: readonly string[] = serviceNames;
  const unknown = names.filter((each) => !known.includes(each));
  if (unknown.length === 0) return [...new Set(names)];
  throw invalid(
    `--autoscale has "${unknown.join(", ")}"; services are ${serviceNames.join(", ")}, joined by commas`,
  );
}

function invalid(message: string): Terminal {
  return new Unusable("config-invalid", message);
}
