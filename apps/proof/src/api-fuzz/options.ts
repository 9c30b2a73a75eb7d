import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { roles, type Role } from "./role-rules.ts";

export interface Options {
  readonly seed: number;
  /** Most generated cases of one operation in one phase, for each role. */
  readonly examples: number;
  readonly roles: readonly Role[];
}

const fullExamples = 60;
const quickExamples = 3;
const maxExamples = 100_000;

export const usage = `Fuzzes the API of a fresh server with schemathesis, as each role.

  node apps/proof/src/api-fuzz/main.ts [--seed <n>] [--examples <n>] [--quick] [--role <role>]

  --seed <n>      makes the requests of an earlier run again; random unless given, and always printed
  --examples <n>  generated cases of each operation and phase (${fullExamples}, with --quick ${quickExamples})
  --quick         the examples and edges of the document, and a few generated cases: for CI
  --role <role>   ${roles.join(", ")}; may be given several times; all unless given

Prints a line of JSON for each role. Exits 1 when anything failed. Reports are kept under .proof/api-fuzz.`;

/** @throws {Error} that says what is wrong with them */
export function readOptions(parameters: readonly string[]): Options | "help" {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      seed: { type: "string" },
      examples: { type: "string" },
      quick: { type: "boolean", default: false },
      role: { type: "string", multiple: true },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return {
    seed: wholeNumber("--seed", values.seed, 2 ** 31) ?? randomInt(1, 2 ** 31),
    examples:
      wholeNumber("--examples", values.examples, maxExamples) ??
      (values.quick ? quickExamples : fullExamples),
    roles: values.role === undefined ? roles : values.role.map(roleOf),
  };
}

function wholeNumber(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,10}$/.test(text) && value >= 1 && value <= max) return value;
  throw new Error(`${name} is ${text}: give a whole number from 1 to ${max}.`);
}

function roleOf(name: string): Role {
  const found = roles.find((role) => role === name);
  if (found !== undefined) return found;
  throw new Error(`--role is ${name}: give ${roles.join(", ")}.`);
}
