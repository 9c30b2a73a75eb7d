import { faultNames } from "./profile.ts";

/**
 * The faults of a command line.
 * @returns undefined for `all`
 * @throws {Error} for a name that is none
 */
export function faultsOf(text: string): ReadonlySet<string> | undefined {
  if (text === "all") return undefined;
  if (text === "none") return new Set();
  const names = text.split(",");
  const unknown = names.filter((name) => !faultNames.includes(name));
  if (unknown.length > 0) throw new Error(`--faults: there is no fault ${unknown.join(", ")}`);
  return new Set(names);
}

/** @throws {Error} for what is no number above 0 */
export function numberAbove0(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} is ${text}: give a number above 0`);
  return value;
}

/** @throws {Error} for what is no whole number above 0 */
export function integerAbove0(name: string, text: string): number {
  const value = Number(text);
  if (!(Number.isSafeInteger(value) && value > 0))
    throw new Error(`--${name} is ${text}: give a whole number above 0`);
  return value;
}
