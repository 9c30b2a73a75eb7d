import { keyOf, upcast, type Contract, type Recorded } from "../concepts/contract.ts";
import { MalformedMessage, flawOf } from "./envelope.ts";
import { misfitOf } from "./fitting.ts";
import { OwnEvent } from "./own-event.ts";

/**
 * The message in the shape of the contract's present version: it may have been written by an
 * older process, or have been parked by one. Whoever wrote it, its data is then what the contract says,
 * and about what its stream is about.
 * @throws {MalformedMessage} when it is not
 * @throws {UnknownVersion} when it was written by a later version than this one knows: it is tried again,
 *   and waits as a dead letter for the upgrade if that takes long
 */
export function lift(message: Recorded, contract: Contract): Recorded {
  if (message instanceof OwnEvent && message.schemaVersion === contract.version) return message;
  const flaw = flawOf(message);
  if (flaw !== undefined) throw new MalformedMessage(message.type, flaw);
  const { schemaVersion } = message;
  const isPresent = schemaVersion === contract.version;
  const data = isPresent ? message.data : upcast(contract, schemaVersion, message.data);
  const misfit = misfitOf(contract, data) ?? otherSubject(contract, message.stream, data);
  if (misfit !== undefined) throw new MalformedMessage(message.type, misfit);
  return isPresent ? message : { ...message, data, schemaVersion: contract.version };
}

/** Messages are ordered by the key of their stream: about something else they could come in any order. */
function otherSubject({ subject }: Contract, stream: string, data: unknown): string | undefined {
  if (subject === undefined) return undefined;
  return (data as Readonly<Record<string, unknown>>)[subject] === keyOf(stream)
    ? undefined
    : `its ${subject} is not the key of its stream`;
}
