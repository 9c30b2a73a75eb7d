import { errorMessage, Retryable, Terminal, WaybillError } from "@waybill/kit";
import type { KafkaConnection } from "./connection.ts";

/** The offset that was asked for is not in the partition: retention took it, or it is not written yet. */
export class OffsetOutOfRange extends WaybillError {
  readonly partition: number;
  readonly offset: bigint;

  constructor(topic: string, partition: number, offset: bigint) {
    super(
      "kafka-offset-out-of-range",
      `topic ${topic}, partition ${partition} has no offset ${offset}; look its earliest and latest up and begin there`,
    );
    this.partition = partition;
    this.offset = offset;
  }
}

/** Records landed before where those before them had ended: the partition has lost its end, or was made anew. */
export class TailLost extends Retryable {
  /** The offset that the first of them has. */
  readonly landedAt: bigint;

  constructor(where: string, { end, landedAt }: { end: bigint; landedAt: bigint }) {
    super(
      "kafka-tail-lost",
      `${where} had records up to offset ${end}, and those behind them landed at ${landedAt}: the brokers have lost some that they had acknowledged`,
    );
    this.landedAt = landedAt;
  }
}

/** What was being done, for the messages of errors. */
export interface Doing {
  readonly connection: KafkaConnection;
  /** For example `writing to topic orders, partition 2`. */
  readonly what: string;
  /** The right that it takes, as Kafka calls it: for example `Write on topic orders`. */
  readonly needs?: string;
}

interface Refused {
  readonly message: string;
  /** Whether Kafka says that it passes. */
  readonly passing: boolean;
  readonly cause: unknown;
}

interface Meaning {
  /** Of Kafka's ids. */
  readonly pattern: RegExp;
  readonly error: (refused: Refused) => WaybillError;
  /** Some errors with such an id pass, and mean something else then. */
  readonly forGood?: boolean;
}

const noRight = /_AUTHORIZATION_FAILED$/;

/** Kafka's ids of errors, by what they mean for us. */
const meanings: readonly Meaning[] = [
  { pattern: noRight, error: (of) => refusal("kafka-not-authorized", of) },
  {
    pattern: /^UNKNOWN_TOPIC_(OR_PARTITION|ID)$/,
    error: (of) => refusal("kafka-topic-unknown", of),
  },
  {
    pattern: /^(MESSAGE|RECORD_LIST)_TOO_LARGE$/,
    error: (of) => refusal("kafka-record-too-large", of),
  },
  { pattern: /^TOPIC_ALREADY_EXISTS$/, error: (of) => refusal("kafka-topic-exists", of) },
  {
    pattern: /^INVALID_|^POLICY_VIOLATION$/,
    error: (of) => refusal("kafka-request-invalid", of),
    forGood: true,
  },
  {
    pattern: /^(NON_EMPTY_GROUP|UNKNOWN_MEMBER_ID)$/,
    error: (of) => refusal("kafka-group-active", of),
  },
  { pattern: /^NOT_ENOUGH_REPLICAS/, error: (of) => refusal("kafka-replicas-missing", of) },
];

function refusal(code: string, { message, passing, cause }: Refused): WaybillError {
  return passing ? new Retryable(code, message, { cause }) : new Terminal(code, message, { cause });
}

/**
 * The client's error as one of ours: its code, whether trying again can help, and a message that
 * names what was done, the brokers, and the innermost reason.
 */
export function kafkaError(error: unknown, doing: Doing): WaybillError {
  if (error instanceof WaybillError) return error;
  const { connection, what } = doing;
  const all = [...errorsWithin(error)];
  const reason = reasonOf(all, error);
  const where = `brokers ${connection.brokers.join(", ")}`;
  const options = { cause: error };
  if (all.some(isRefusedLogin))
    return new Terminal(
      "kafka-login-refused",
      `${what}: ${where} refuse the connection: ${reason}`,
      options,
    );
  for (const each of all) {
    const passing = canRetry(each);
    const meaning = meanings.find(({ pattern }) => pattern.test(idOf(each)));
    if (meaning === undefined || (meaning.forGood === true && passing)) continue;
    const lacking = noRight.test(idOf(each)) ? lackOf(all, doing) : "";
    return meaning.error({ message: `${what}: ${reason}${lacking}`, passing, cause: error });
  }
  if (all.some((each) => errorMessage(each).startsWith("Unknown topic ")))
    return new Retryable("kafka-topic-unknown", `${what}: ${reason}`, options);
  if (all.some((each) => codeOf(each) === "PLT_KFK_NETWORK"))
    return new Retryable("kafka-unreachable", `${what}: no answer: ${reason} (${where})`, options);
  return new Retryable("kafka-failed", `${what}: ${reason}`, options);
}

/** Of the errors that the library has put together for one answer, that of a partition with this code. */
export function errorOf(error: unknown, code: number): Error {
  const all = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  const own = all.find((each) => (each as { apiCode?: unknown }).apiCode === code);
  return own instanceof Error ? own : new Error(`error ${code}`);
}

/** Whether the same may succeed later: as the library judges it, by all that led to the error. */
export function canPass(error: unknown): boolean {
  return ![...errorsWithin(error)].some(
    (each) => (each as { canRetry?: unknown }).canRetry === false,
  );
}

/** The brokers have let go what they knew of a producer, or what it had written. */
export function forgetsProducer(error: unknown): boolean {
  return [...errorsWithin(error)].some((each) =>
    /^(UNKNOWN_PRODUCER_ID|OUT_OF_ORDER_SEQUENCE_NUMBER)$/.test(idOf(each)),
  );
}

/** A refused password, or TLS that the two sides do not agree on: trying again does not help. */
function isRefusedLogin(error: unknown): boolean {
  const code = codeOf(error);
  const text = errorMessage(error);
  return (
    code === "PLT_KFK_AUTHENTICATION" ||
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/.test(code) ||
    /requires TLS|TLS handshake failed/.test(text)
  );
}

/** Who lacks which right, and where it is given. */
function lackOf(all: readonly unknown[], { connection, needs }: Doing): string {
  const { username } = connection.sasl ?? {};
  const user = username === undefined ? "a client without a user" : `user ${username}`;
  const right = needs === undefined ? "a right that it has not got" : `the right ${needs}`;
  const names = refusedOf(all).map((each) => ` (${each})`);
  return `: ${user} needs ${right}${names.join("")} at the brokers ${connection.brokers.join(", ")}`;
}

/** Of a request about several topics those that were refused: Kafka answers with their places in its answer. */
function refusedOf(all: readonly unknown[]): readonly string[] {
  const response = all.map((each) => (each as { response?: unknown }).response).find(Boolean);
  const names = all
    .filter((each) => noRight.test(idOf(each)))
    .map((each) => {
      const { path } = each as { path?: unknown };
      const [, list = "", index] = /^\/([a-z]+)\/(\d+)/.exec(String(path)) ?? [];
      const parts = (response as Record<string, unknown> | undefined)?.[list];
      const part = Array.isArray(parts) ? (parts[Number(index)] as unknown) : undefined;
      const { name, resourceName } = (part ?? {}) as { name?: unknown; resourceName?: unknown };
      return name ?? resourceName;
    });
  return [...new Set(names.filter((each) => typeof each === "string"))];
}

/** The error itself and all that led to it, outermost first. */
function* errorsWithin(error: unknown, depth = 0): Generator {
  if (error === undefined || error === null || depth > 8) return;
  yield error;
  if (!(error instanceof Error)) return;
  if (error instanceof AggregateError)
    // After many tries the last ones say how things are now.
    for (const each of (error.errors as readonly unknown[]).slice(-3).toReversed())
      yield* errorsWithin(each, depth + 1);
  yield* errorsWithin(error.cause, depth + 1);
}

/** The first that gives Kafka's own reason, else the innermost. */
function reasonOf(all: readonly unknown[], error: unknown): string {
  const named = all.find((each) => idOf(each) !== "");
  if (named !== undefined) {
    const { serverErrorMessage } = named as { serverErrorMessage?: unknown };
    const more = typeof serverErrorMessage === "string" ? serverErrorMessage : errorMessage(named);
    return `${idOf(named)}: ${more}`;
  }
  return errorMessage(
    all.find((each) => !(each instanceof AggregateError) && !hasCause(each)) ?? error,
  );
}

function hasCause(error: unknown): boolean {
  return error instanceof Error && error.cause !== undefined;
}

function canRetry(error: unknown): boolean {
  return (error as { canRetry?: unknown }).canRetry === true;
}

function idOf(error: unknown): string {
  const { apiId } = error as { apiId?: unknown };
  return typeof apiId === "string" ? apiId : "";
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}
