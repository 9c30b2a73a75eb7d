/**
 * `npm run sim:mutants`: deliberate bugs, each of which has to be caught by the check that is meant for
 * it. `--without <check>` leaves a check out, and shows which of its mutants then survive.
 */
import { parseArgs } from "node:util";
import { checkIds, type CheckId } from "@waybill/checker";
import { hunt, type Hunt } from "./simulation/hunt.ts";
import { mutants, type Mutant } from "./simulation/mutants/mutants.ts";

const usage = `npm run sim:mutants -- [--seed <n>] [--limit 10000] [--without ${checkIds.join("|")}]
                       [--only <name,…>] [--json]

Mutants: ${mutants.map(({ name }) => name).join(", ")}.`;
const ordersPerWorld = 400;

Error.stackTraceLimit = 0;

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      limit: { type: "string", default: "10000" },
      without: { type: "string" },
      only: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  const without = values.without === undefined ? undefined : checkOf(values.without);
  const chosen = chosenOf(values.only).filter(
    ({ caughtBy }) => without === undefined || caughtBy === without,
  );
  if (!values.json) process.stdout.write(`seed ${seed}\n`);
  let survivors = 0;
  for (const mutant of chosen) {
    const options = { seed, limit: Number(values.limit), ordersPerWorld };
    const found = await hunt(mutant, { ...options, ...(without === undefined ? {} : { without }) });
    if (!found.caught) survivors += 1;
    process.stdout.write(`${values.json ? JSON.stringify(jsonOf(found)) : lineOf(found)}\n`);
  }
  process.stdout.write(
    values.json ? "" : `${chosen.length - survivors} caught, ${survivors} survived\n`,
  );
  // Without a check some of its mutants are meant to survive, or it would not be needed.
  const asMeant = without === undefined ? survivors === 0 : survivors > 0;
  process.exitCode = asMeant ? 0 : 1;
}

function jsonOf({ mutant, ...rest }: Hunt): object {
  const { name, bug, caughtBy } = mutant;
  return { name, bug, meantFor: caughtBy, ...rest };
}

function lineOf({ mutant, caught, found, orders, seconds }: Hunt): string {
  const verdict = caught ? `caught after ${orders} orders` : `SURVIVED ${orders} orders`;
  return `${mutant.caughtBy} ${mutant.name.padEnd(34)} ${verdict}, ${seconds.toFixed(1)} s: ${found.join(", ")}`;
}

function checkOf(text: string): CheckId {
  const check = checkIds.find((each) => each === text);
  if (check === undefined) throw new Error(`--without ${text}: give one of ${checkIds.join(", ")}`);
  return check;
}

function chosenOf(names: string | undefined): readonly Mutant[] {
  if (names === undefined) return mutants;
  return names.split(",").map((name) => {
    const mutant = mutants.find((each) => each.name === name);
    if (mutant === undefined) throw new Error(`--only: there is no mutant ${name}`);
    return mutant;
  });
}
