import {
  HttpError,
  Terminal,
  WaybillError,
  compileCheck,
  flawOf,
  lift,
  staleVersion,
  withSecretsOf,
  withoutSecrets,
  type Check,
  type Clock,
  type Contract,
  type Ids,
  type Recorded,
} from "@waybill/kit";
import type { DeadLetterStory, DeadLetters, MessageEdit, MessageEdits } from "@waybill/postgres";
import Type, { type TSchema } from "typebox";

interface EditorSources {
  readonly clock: Clock;
  readonly ids: Ids;
  /** By type. */
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly services: ReadonlyMap<
    string,
    { readonly deadLetters: DeadLetters; readonly edits: MessageEdits }
  >;
  /** The event at a position of a service's log. */
  readonly original: (source: string, position: number) => Promise<Recorded | undefined>;
  /** Name of the key of a person. */
  readonly nameOf: (keyId: string) => Promise<string>;
  /** What is known of a tenant's dead letters is old. */
  readonly changed: (tenant: string) => void;
}

export interface LetterName {
  readonly tenant: string;
  readonly service: string;
  readonly number: number;
}

interface Draft {
  readonly letter: DeadLetterStory;
  /** The message that is edited: as it stands in the log, or as it was edited last. */
  readonly message: Recorded;
  readonly contract: Contract;
}

export interface WantedEdit extends LetterName {
  readonly data: unknown;
  readonly ifMatch: string | undefined;
  readonly keyId: string;
  readonly reason: string;
}

const malformed = "message-malformed";

/**
 * Edits the data of dead letters. Everything else of a message stays: its place in the order of its key,
 * and its id, under which whatever it leads to is done once.
 */
export class LetterEditor {
  readonly #sources: EditorSources;
  readonly #checks = new Map<string, Check>();

  constructor(sources: EditorSources) {
    this.#sources = sources;
  }

  /**
   * What can be edited, by its contract.
   * @throws {Terminal} 404 `dead-letter-not-found`, 409 `dead-letter-not-dead`, `dead-letter-not-editable`
   */
  async draft(name: LetterName): Promise<{
    readonly data: unknown;
    readonly schema: TSchema;
    readonly edits: number;
  }> {
    const { letter, message, contract } = await this.#draft(name);
    return { data: withoutSecrets(message.data), schema: contract.schema, edits: letter.edits };
  }

  /**
   * Has the letter tried again with other data. Secrets that are left out stay as they are.
   * @returns the id of the replay that this makes
   * @throws what `draft` throws; 400 `validation-failed`; 412 `stale-version` when it was edited meanwhile
   */
  async edit(wanted: WantedEdit): Promise<string> {
    const { tenant, service, number, ifMatch, keyId, reason } = wanted;
    const { letter, message, contract } = await this.#draft(wanted);
    if (ifMatch !== undefined && ifMatch.trim() !== "*" && ifMatch !== `"${letter.edits}"`)
      throw staleVersion(ifMatch, letter.edits);
    const data = withSecretsOf(message.data, wanted.data);
    this.#check(contract, data);
    const edited = { ...message, data, schemaVersion: contract.version };
    assertFits(edited, contract);
    const { clock, ids, services, nameOf } = this.#sources;
    const replay = ids.make("rpl");
    const done = await services.get(service)?.edits.apply(tenant, {
      letter: number,
      edits: letter.edits,
      message: edited,
      before: message.data,
      by: await nameOf(keyId),
      reason,
      at: clock.now(),
      replay,
    });
    this.#sources.changed(tenant);
    if (done === true) return replay;
    const now = await this.#letter(wanted);
    if (now.status !== "dead") throw notDead(now);
    throw staleVersion(`"${letter.edits}"`, now.edits);
  }

  /** Of one key in all services, oldest first. */
  async edits(
    tenant: string,
    key: string,
  ): Promise<readonly (MessageEdit & { service: string })[]> {
    const found = await Promise.all(
      [...this.#sources.services].map(async ([service, { edits }]) =>
        (await edits.of(tenant, key)).map((edit) => ({ ...edit, service })),
      ),
    );
    return found.flat().toSorted((one, other) => one.at.getTime() - other.at.getTime());
  }

  async #draft(name: LetterName): Promise<Draft> {
    const letter = await this.#letter(name);
    if (letter.status !== "dead") throw notDead(letter);
    const { type, source, position } = letter.message;
    const message =
      letter.edits > 0 ? letter.message : await this.#sources.original(source, position);
    const contract = this.#sources.contracts.get(type);
    const obstacle = obstacleOf(name, { letter, message, contract });
    if (obstacle !== undefined || message === undefined || contract === undefined) {
      throw new Terminal(
        "dead-letter-not-editable",
        `the dead letter ${name.service}.${name.number} cannot be edited: ${obstacle ?? ""}`,
        { status: 409 },
      );
    }
    return { letter, message, contract };
  }

  async #letter({ tenant, service, number }: LetterName): Promise<DeadLetterStory> {
    const letter = await this.#sources.services.get(service)?.deadLetters.find(tenant, number);
    if (letter !== undefined) return letter;
    throw new Terminal(
      "dead-letter-not-found",
      `there is no dead letter ${service}.${number}; it may have been handled or dropped: list them again`,
      { status: 404 },
    );
  }

  #check(contract: Contract, data: unknown): void {
    let check = this.#checks.get(contract.type);
    if (check === undefined) {
      check = compileCheck(Type.Object({ data: contract.schema }), "body");
      this.#checks.set(contract.type, check);
    }
    check({ data });
  }
}

/** Why a message must stay as it is; undefined: it may be edited. */
function obstacleOf(
  { service, tenant }: LetterName,
  {
    letter,
    message,
    contract,
  }: { readonly [Name in keyof Draft]: Draft[Name] | undefined } & Pick<Draft, "letter">,
): string | undefined {
  if (contract === undefined) return `no service knows messages of the type ${letter.message.type}`;
  if (message === undefined) return "its message is not in the log any more";
  const flaw = flawOf(message);
  if (flaw !== undefined) return `more than its data is wrong: ${flaw}`;
  if (message.meta.tenant !== tenant) return "its message names another tenant";
  const { consumer, code, failures } = letter;
  // What was asked of the outside stays what was asked: a payment would be made a second time, or the
  // provider refuses the same key with another body.
  const mayHaveCalled = code !== malformed || failures.some((each) => each.code !== malformed);
  if (consumer !== service && mayHaveCalled)
    return "it asks the outside for something, which may have been done already: see to it there, then replay or drop it";
  return undefined;
}

/** @throws {HttpError} 400 when it is not about the key of its stream */
function assertFits(message: Recorded, contract: Contract): void {
  try {
    lift(message, contract);
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    const pointer = `/data/${contract.subject ?? ""}`;
    throw new HttpError("validation-failed", `The body does not fit: ${error.message}.`, {
      status: 400,
      errors: [{ in: "body", pointer, code: "wrong-value", message: "must stay as it is" }],
    });
  }
}

function notDead({ id, status }: DeadLetterStory): Terminal {
  return new Terminal(
    "dead-letter-not-dead",
    `the dead letter ${id} has the status ${status}: somebody has had it tried again; wait for what comes of it`,
    { status: 409 },
  );
}
