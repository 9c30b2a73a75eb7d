import type { IncomingMessage, ServerResponse } from "node:http";
import { type Answerer, SAFE_HEADERS } from "./answer.ts";
import { Call, pathOf } from "./exchange.ts";
import { PreparedProblem } from "./prepared-problem.ts";
import { HttpError } from "./problem.ts";
import type { Route } from "./route.ts";

export type Admission =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly status: 429 | 503;
      readonly retryAfterSeconds: number;
      readonly code: string;
      readonly message: string;
    };

type Refusal = Extract<Admission, { ok: false }>;

/** Says whether calls of a route are taken now. What is made of a refusal is kept for as long as it gives the same one. */
export type Admit = (route: Route) => Admission;

interface LiteralRoute {
  readonly route: Route;
  refusal?: { readonly admission: Refusal; readonly problem: PreparedProblem };
}

/**
 * Turns calls away while their route takes none, before anything else is done for them: what those
 * who are refused cost is taken from those who are served.
 */
export class AdmissionGate {
  readonly #admit: Admit;
  readonly #answerer: Answerer;
  /** By `POST /v1/orders`: the routes that a call's first line names, without parameters. */
  readonly #literal: ReadonlyMap<string, LiteralRoute>;
  /** The stack of an error costs as much as the rest of a refusal. */
  readonly #errors = new WeakMap<Refusal, HttpError>();

  constructor(admit: Admit, routes: readonly Route[], answerer: Answerer) {
    this.#admit = admit;
    this.#answerer = answerer;
    const literal = routes.filter(({ path }) => !path.includes(":"));
    this.#literal = new Map(literal.map((route) => [`${route.method} ${route.path}`, { route }]));
  }

  /** For calls that {@link turnsAway} let through, now that their route is known. @throws HttpError 429 or 503 */
  check(route: Route): void {
    const admission = this.#admit(route);
    if (!admission.ok) throw this.#errorOf(admission);
  }

  /**
   * Answers a call that is not taken. Neither its key nor its body is looked at, and its connection stays in use.
   * It is part of its caller's trace, and starts none of its own.
   * @returns false when the call has to go on: it is taken, or its first line does not tell its route
   */
  turnsAway(request: IncomingMessage, response: ServerResponse): boolean {
    const place = this.#literal.get(`${request.method} ${pathOf(request)}`);
    if (place === undefined) return false;
    const admission = this.#admit(place.route);
    if (admission.ok) return false;
    if (place.refusal?.admission !== admission) {
      const problem = new PreparedProblem(this.#errorOf(admission), place.route.path, SAFE_HEADERS);
      place.refusal = { admission, problem };
    }
    const call = new Call(request, place.route.path, { startsTrace: false });
    this.#answerer.turnAway(call, { request, response }, place.refusal.problem);
    return true;
  }

  #errorOf(admission: Refusal): HttpError {
    const known = this.#errors.get(admission);
    if (known !== undefined) return known;
    const { status, code, message, retryAfterSeconds } = admission;
    const error = new HttpError(code, message, { status, details: { retryAfterSeconds } });
    this.#errors.set(admission, error);
    return error;
  }
}
