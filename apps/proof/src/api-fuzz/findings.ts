import { callsOf, type Call, type OperationIds } from "./calls.ts";
import { toleranceFor } from "./tolerated.ts";
import { brokenRule, isLeftOut, type Caller } from "./role-rules.ts";

/** One thing that is wrong with one operation, however many requests showed it. */
export interface Finding {
  readonly check: string;
  readonly operation: string;
  readonly message: string;
  readonly requests: number;
  /** The shortest request that showed it, and its answer. */
  readonly request: string;
  readonly answer: string;
}

export interface Findings {
  readonly failures: readonly Finding[];
  /** How many complaints were passed over, by the reason. */
  readonly tolerated: Readonly<Record<string, number>>;
  /** Operations that no call reached. */
  readonly missed: readonly string[];
  /** Answers by their status. */
  readonly statuses: Readonly<Record<string, number>>;
}

const shownCharacters = 1_000;

/** Everything that schemathesis and the rules of the roles have against the calls of a run. */
export async function findingsOf(
  callsFile: string,
  ids: OperationIds,
  caller: Caller,
): Promise<Findings> {
  const found = new Map<string, Finding>();
  const tolerated: Record<string, number> = {};
  const statuses: Record<string, number> = {};
  const wanted = [...ids].filter(([, operationId]) => !isLeftOut(operationId, caller));
  const missed = new Set(wanted.map(([operation]) => operation));
  for await (const call of callsOf(callsFile, ids)) {
    missed.delete(call.operation);
    const status = String(call.status ?? "none");
    statuses[status] = (statuses[status] ?? 0) + 1;
    const broken = brokenRule(call, caller);
    if (broken !== undefined) add(found, call, { check: "role_rules", message: broken });
    for (const complaint of call.complaints) {
      const reason = toleranceFor(call, complaint);
      if (reason === undefined) add(found, call, complaint);
      else tolerated[reason] = (tolerated[reason] ?? 0) + 1;
    }
  }
  return { failures: [...found.values()], tolerated, missed: [...missed], statuses };
}

function add(
  found: Map<string, Finding>,
  call: Call,
  { check, message }: { readonly check: string; readonly message: string },
): void {
  const { operation, request } = call;
  const key = [operation, check, call.status, ...kindOf(message, call)].join(" ");
  const before = found.get(key);
  if (before !== undefined && before.request.length <= request.length) {
    found.set(key, { ...before, requests: before.requests + 1 });
    return;
  }
  found.set(key, {
    check,
    operation,
    message: message.slice(0, shownCharacters),
    requests: (before?.requests ?? 0) + 1,
    request: request.slice(0, shownCharacters),
    answer: `${call.status ?? "none"} ${call.answer.slice(0, shownCharacters)}`,
  });
}

/** What tells two causes apart, without the values that differ from request to request. */
function kindOf(message: string, { status = 0, answer }: Call): readonly (string | undefined)[] {
  return [
    /^[^\n]*/.exec(message)?.[0],
    /^Invalid component: .*? in \w+/m.exec(message)?.[0],
    status < 400 ? undefined : /"code":"([^"]*)"/.exec(answer)?.[1],
  ];
}
