import { errorMessage } from "@waybill/kit";
import type { Line } from "./drill.ts";
import { drills } from "./drills.ts";
import { elsewhere, elsewhereLine } from "./elsewhere.ts";
import { readOptions, usage, type Options } from "./options.ts";
import { runDrill } from "./run-drill.ts";

/** One after the other: two drills at once would disturb each other's figures. */
async function crash(options: Options, isStopping: () => boolean): Promise<readonly Line[]> {
  const { only, quick } = options;
  const isWanted = (name: string, faults: readonly number[]): boolean =>
    only.includes(name) || faults.some((fault) => only.includes(String(fault)));
  const wanted = drills.filter(({ name, faults, isQuick }) =>
    only.length > 0 ? isWanted(name, faults) : isQuick || !quick,
  );
  const others = elsewhere.filter(({ fault }) =>
    only.length > 0 ? isWanted("", [fault]) : !quick,
  );
  if (wanted.length === 0 && others.length === 0) {
    const names = drills.map(({ name }) => name).join(", ");
    throw new Error(`no drill is called ${only.join(", ")}: there are ${names}.`);
  }
  const lines: Line[] = [];
  for (const drill of wanted) {
    if (isStopping()) throw new Error("stopped by a signal");
    const line = await runDrill(drill, options);
    lines.push(line);
    print(line);
  }
  for (const line of others.map(elsewhereLine)) print(line);
  return lines;
}

function print(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** The drill at hand is finished first, so that nothing of it stays behind. */
function stopSignal(): () => boolean {
  let isStopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      isStopping = true;
    });
  }
  return () => isStopping;
}

function exitCodeOf(lines: readonly Line[]): number {
  const verdicts = lines.map(({ verdict }) => verdict);
  if (verdicts.includes("failed")) return 1;
  return verdicts.includes("unknown") ? 2 : 0;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(`${usage}\n`);
  else process.exitCode = exitCodeOf(await crash(options, stopSignal()));
} catch (error) {
  console.error(`crash: ${errorMessage(error)}`);
  process.exitCode = 1;
}
