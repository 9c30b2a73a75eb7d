import { parseArgs } from "node:util";

export interface Options {
  /** Numbers of FAULTS.md or names of drills; all when empty. */
  readonly only: readonly string[];
  /** How often each process is killed in the drills that kill. */
  readonly kills: number;
  /** Orders a second that the load places. */
  readonly rate: number;
  /** Short phases, few strikes and fewer drills: for CI. */
  readonly quick: boolean;
  /** PostgreSQL answers before it has flushed, for a check of the power cuts: they have to find out. */
  readonly answersEarly: boolean;
}

const fullKills = 20;
const quickKills = 3;
const fullRate = 60;

export const usage = `Strikes a running Waybill with real faults, and checks its promises after each.

  node apps/proof/src/crash/main.ts [--only <id,…>] [--kills <n>] [--rate <n>] [--quick] [--answer-early]

  --only <id,…>  drills by their name or by a number of FAULTS.md: --only 5,15 or --only kill-server
  --kills <n>    kills in each of the drills that kill (${fullKills}, with --quick ${quickKills})
  --rate <n>     orders a second under way meanwhile (${fullRate})
  --quick        a short selection, in two and a half minutes
  --answer-early has PostgreSQL answer a commit before it is on the disk, so that the drills that
                 cut the power have to fail

Prints a line of JSON for each drill. Exits 1 when one failed, 2 when a drill proved nothing.`;

/** @throws {Error} that says what is wrong with them */
export function readOptions(parameters: readonly string[]): Options | "help" {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      only: { type: "string" },
      kills: { type: "string" },
      rate: { type: "string" },
      quick: { type: "boolean", default: false },
      "answer-early": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const fewest = values.quick ? quickKills : fullKills;
  return {
    only: (values.only ?? "").split(",").filter((each) => each !== ""),
    kills: wholeNumber("--kills", values.kills, 1_000) ?? fewest,
    rate: wholeNumber("--rate", values.rate, 1_000) ?? fullRate,
    quick: values.quick,
    answersEarly: values["answer-early"],
  };
}

function wholeNumber(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,10}$/.test(text) && value >= 1 && value <= max) return value;
  throw new Error(`${name} is ${text}: give a whole number from 1 to ${max}.`);
}
