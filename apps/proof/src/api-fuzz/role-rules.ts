import type { Call } from "./calls.ts";

export const roles = ["anonymous", "customer", "admin"] as const;
export type Role = (typeof roles)[number];

/**
 * Who may call what, written down here and not read from the document: an endpoint that is opened by
 * mistake is documented as open too. What is in neither list is for operators and administrators.
 */
const publicOperations: ReadonlySet<string> = new Set([
  "signIn",
  "receiveProviderWebhook",
  "receiveTrackingUpdates",
]);
const customerOperations: ReadonlySet<string> = new Set([
  "getProduct",
  "listProducts",
  "placeOrder",
  "listOrders",
  "getOrder",
  "getOrderHistory",
  "followOrder",
  "changeOrder",
  "cancelOrder",
]);

/**
 * Answers to a request that does not lead to the operation that it is made of: to none, and they are given
 * before anybody asks for a key, or to another one that has the same path, where the key is asked for.
 */
const nowhere: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 414, 431]);
/** Of the router. */
const maxPieceLength = 1_024;

/** In whose name a run calls. */
export interface Caller {
  readonly role: Role;
  readonly key: string | undefined;
  /** The e-mail address that a customer's key stands for. */
  readonly customer: string;
  /** The id of an order of another customer. */
  readonly foreignOrder: string;
}

/**
 * What an administrator's run leaves out. It would revoke the keys that the runs call with. And the log says
 * nothing for minutes: schemathesis (4.32) waits for the first event of a stream for as long as that is
 * kept open, whatever its request-timeout.
 */
const leftOut: ReadonlySet<string> = new Set(["revokeKey", "followLogs"]);

export function isLeftOut(operationId: string, { role }: Pick<Caller, "role">): boolean {
  return role === "admin" && leftOut.has(operationId);
}

/** @throws {Error} when a list above names an operation that the API does not have */
export function checkRoleRules(operationIds: ReadonlySet<string>): void {
  const unknown = [...publicOperations, ...customerOperations].filter(
    (operation) => !operationIds.has(operation),
  );
  if (unknown.length === 0) return;
  throw new Error(`role-rules.ts names ${unknown.join(", ")}, which the API does not have.`);
}

/** What is wrong with the answer to a call, seen from who called; undefined when nothing is. */
export function brokenRule(call: Call, caller: Caller): string | undefined {
  const { status } = call;
  if (status === undefined) return "there was no answer";
  if (status === 503) return wrongShedding(call);
  // Schemathesis says so itself.
  if (status >= 500) return undefined;
  // Too large for the parser, which ends before the path and the key are looked at.
  if (status === 431) return undefined;
  if (!reachesItsRoute(call)) {
    return nowhere.has(status) ? undefined : `${status} for a request that leads nowhere`;
  }
  if (publicOperations.has(call.operationId)) {
    return status < 400 ? "taken from somebody without a signature or a key" : undefined;
  }
  // Some cases bring a key that is made up, whoever calls.
  if (caller.key === undefined || call.authorization !== `Bearer ${caller.key}`) {
    return status === 401 ? undefined : `${status} without a valid key, not 401`;
  }
  if (caller.role !== "customer") return undefined;
  if (!customerOperations.has(call.operationId)) {
    return status === 403 ? undefined : `${status} for a customer, not 403`;
  }
  return status < 400 ? foreignData(call, caller) : undefined;
}

/** Shedding load is no failure, when it is that: only new orders are turned away, and told when to come back. */
function wrongShedding({ operationId, answer, headers }: Call): string | undefined {
  const places = operationId === "placeOrder" || operationId === "placeOrders";
  const overloaded = places && answer.includes('"code":"overloaded"');
  return overloaded && headers.has("retry-after") ? undefined : "503 that is not load shedding";
}

/** A piece of the path that is empty, too long or broken leads nowhere, whatever the key; so does another method. */
function reachesItsRoute({ method, operation, path }: Call): boolean {
  const [declaredMethod, template = ""] = operation.split(" ");
  const pieces = path.split("/");
  const pattern = template.split("/");
  return (
    method === declaredMethod &&
    pieces.length === pattern.length &&
    pattern.every((expected, index) => {
      const piece = pieces[index] ?? "";
      return expected.startsWith("{") ? isReadable(piece) : piece === expected;
    })
  );
}

function isReadable(piece: string): boolean {
  if (piece === "" || piece.length > maxPieceLength) return false;
  try {
    decodeURIComponent(piece);
    return true;
  } catch {
    return false;
  }
}

function foreignData({ path, answer }: Call, caller: Caller): string | undefined {
  if (path.includes(caller.foreignOrder)) return "another customer's order was shown or changed";
  const own = caller.customer.toLowerCase();
  const foreign = [...answer.matchAll(/"email":"([^"]*)"/g)].find(
    ([, email]) => email?.toLowerCase() !== own,
  );
  return foreign === undefined ? undefined : `the address of another customer, ${foreign[1]}`;
}
