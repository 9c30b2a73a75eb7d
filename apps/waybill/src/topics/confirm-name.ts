import { createInterface } from "node:readline/promises";
import { Terminal } from "@waybill/kit";

/**
 * Has the person say the name of what is to go: with `--yes`, or when asked in a terminal.
 * @throws {Terminal} `name-unconfirmed`
 */
export async function confirmName(name: string, given: string | undefined): Promise<void> {
  const said = given ?? (await ask(`Type ${name} to delete it: `));
  if (said === name) return;
  const what = said === undefined ? "nobody confirmed it" : `the name given is "${said}"`;
  throw new Terminal(
    "name-unconfirmed",
    `${name} is not deleted: ${what}; give --yes ${name} if it is meant`,
  );
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
