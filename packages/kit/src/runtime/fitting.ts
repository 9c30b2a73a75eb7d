import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import type { Contract } from "../concepts/contract.ts";

/** Compiled once for a schema, which takes a millisecond or two; a check of an event then takes about one microsecond. */
const validators = new WeakMap<TSchema, Validator>();

/** Where and how data is not what a contract says, without the data itself; `undefined`: it fits. */
export function misfitOf({ schema }: Contract, data: unknown): string | undefined {
  let validator = validators.get(schema);
  if (validator === undefined) validators.set(schema, (validator = Compile(schema)));
  if (validator.Check(data)) return undefined;
  const [first] = validator.Errors(data);
  return first === undefined
    ? "its data does not fit"
    : `its data${first.instancePath === "" ? "" : ` at ${first.instancePath}`} ${first.message}`;
}
