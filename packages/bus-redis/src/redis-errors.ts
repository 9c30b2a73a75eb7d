import { errorMessage, Retryable, Terminal, WaybillError } from "@waybill/kit";

interface Refused {
  readonly message: string;
  readonly cause: unknown;
}

interface Meaning {
  /** Of Redis's answers. */
  readonly pattern: RegExp;
  readonly error: (refused: Refused) => WaybillError;
}

/** What Redis was asked, for the messages of errors. */
export interface Asked {
  readonly address: string;
  readonly user: string;
  readonly what: string;
}

/** What Redis answers, by what it means for us. */
const meanings: readonly Meaning[] = [
  { pattern: /^(WRONGPASS|NOAUTH)|AUTH .*password/, error: refusedLogin },
  {
    pattern: /^NOPERM/,
    error: ({ message, cause }) => new Retryable("redis-not-authorized", message, { cause }),
  },
  {
    pattern: /^(OOM|MISCONF)/,
    error: ({ message, cause }) => new Retryable("redis-full", message, { cause }),
  },
  {
    pattern: /^WRONGTYPE/,
    error: ({ message, cause }) => new Terminal("redis-key-taken", message, { cause }),
  },
];

const isTls = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/;

/**
 * The client's error as one of ours. The message has what was being done, the address and the reason.
 * @param reason why there is no connection, when that is known
 */
export function redisError(
  error: unknown,
  { reason, ...asked }: Asked & { readonly reason?: unknown },
): WaybillError {
  if (error instanceof WaybillError) return error;
  const why = isReply(error) ? error : (reason ?? error);
  if (isReply(why)) return answered(errorMessage(why), { ...asked, cause: error });
  const { address, what } = asked;
  const message = `${what}: no answer from ${address}: ${reasonOf(why)}`;
  if (isTls.test(codeOf(why))) return refusedLogin({ message, cause: error });
  return new Retryable("redis-unreachable", message, { cause: error });
}

/** An answer of Redis, such as `OOM command not allowed`, as one of our errors. */
export function answered(
  text: string,
  { address, user, what, cause }: Asked & { readonly cause?: unknown },
): WaybillError {
  const message = `${what} as user ${user}: ${address} answers ${text}`;
  const meaning = meanings.find(({ pattern }) => pattern.test(text));
  return meaning?.error({ message, cause }) ?? new Retryable("redis-failed", message, { cause });
}

function refusedLogin({ message, cause }: Refused): WaybillError {
  return new Retryable("redis-login-refused", message, { cause });
}

/** Redis itself said so: such errors begin with a word in capitals. */
function isReply(error: unknown): boolean {
  return error instanceof Error && /^[A-Z]{3,} /.test(error.message);
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** A connection that is refused on every address of a host has no message of its own. */
function reasonOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error];
  return errorMessage(first);
}
