import { upcast, type Contract, type Recorded } from "../concepts/contract.ts";

/**
 * The message in the shape of the contract's present version: it may have been written by an
 * older process, or have been parked by one.
 * @throws {Error} when it was written by a later version than this one knows: it is tried again,
 *   and waits as a dead letter for the upgrade if that takes long
 */
export function lift(message: Recorded, contract: Contract): Recorded {
  if (message.schemaVersion === contract.version) return message;
  const data = upcast(contract, message.schemaVersion, message.data);
  return { ...message, data, schemaVersion: contract.version };
}
