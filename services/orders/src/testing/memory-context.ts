import {
  ClaimTaken,
  keyOf,
  streamOf,
  systemClock,
  systemIds,
  WaybillError,
  type Answer,
  type Decider,
  type Execution,
  type Principal,
  type Recorded,
  type Reply,
  type Route,
  type RouteRequest,
  type ServiceContext,
  type UnitResult,
} from "@waybill/kit";
import { order } from "../domain/order.ts";

/** A runtime of one service in memory: it decides at once, and what it has decided is durable. */
export class MemoryContext {
  readonly events: Recorded[] = [];
  /** Answers the queries of routes; by default nothing is found. */
  query: (sql: string, parameters: readonly unknown[]) => readonly object[] = () => [];
  /** How far the views have got. */
  progress: () => string = () => "";
  /** How much later it is than the system says. */
  laterMs = 0;
  readonly #states = new Map<string, { readonly state: unknown; readonly version: number }>();
  readonly #answers = new Map<string, { readonly fingerprint: string; readonly answer: Answer }>();
  readonly #claims = new Map<string, string>();
  readonly #listeners = new Set<(events: readonly Recorded[]) => void>();

  readonly context: ServiceContext = {
    clock: { ...systemClock, now: () => systemClock.now() + this.laterMs },
    ids: systemIds(),
    log: {} as ServiceContext["log"],
    views: {
      query: async <R extends object>(sql: string, parameters: readonly unknown[] = []) =>
        this.query(sql, parameters) as readonly R[],
    },
    execute: async (execution) => this.execute(execution),
    state: async <State>(of: { readonly category: string }, key: string) =>
      this.#states.get(streamOf(of.category, key)) as
        | { readonly state: State; readonly version: number }
        | undefined,
    states: async <State>(of: { readonly category: string }, keys: readonly string[]) => {
      const found = keys.map((key) => [key, this.#states.get(streamOf(of.category, key))] as const);
      return new Map(found.flatMap(([key, at]) => (at ? [[key, at.state as State]] : [])));
    },
    // No stream of this service is moved by events of another.
    stateAtHead: async () => undefined,
    movements: async function* none() {},
    history: async (key, { after, limit } = { limit: Number.MAX_SAFE_INTEGER }) =>
      this.events
        .filter((event) => keyOf(event.stream) === key)
        .filter(({ position }) => position > (after?.position ?? 0))
        .slice(0, limit),
    progress: async () => this.progress(),
    onCommitted: (callback) => {
      this.#listeners.add(callback);
      return () => this.#listeners.delete(callback);
    },
  };

  execute(execution: Execution): UnitResult {
    const { command, meta, idempotency, claims = [] } = execution;
    const decider: Decider = order;
    const earlier = idempotency === undefined ? undefined : this.#answers.get(idempotency.key);
    if (earlier !== undefined) {
      if (earlier.fingerprint !== idempotency?.fingerprint) {
        throw new WaybillError("idempotency-key-reused", "used before", { status: 422 });
      }
      return {
        stream: "",
        state: undefined,
        version: 0,
        events: [],
        answer: earlier.answer,
        replayed: true,
      };
    }
    for (const claim of claims) {
      const holder = this.#claims.get(claim);
      if (holder !== undefined) throw new ClaimTaken(claim, keyOf(holder));
    }
    const key = decider.key(command, meta.tenant);
    const stream = streamOf(decider.category, key);
    let { state, version } = this.#states.get(stream) ?? {
      state: decider.initial(key),
      version: 0,
    };
    const time = this.context.clock.now();
    const other = <State>(): State => undefined as State;
    const id = (prefix: string): string => `${prefix}_1`;
    const happened: Recorded[] = [];
    for (const event of decider.decide(command, state, {
      now: time,
      tenant: meta.tenant,
      id,
      other,
    })) {
      state = decider.evolve(
        state,
        { type: event.contract.type, data: event.data },
        {
          key,
          tenant: meta.tenant,
          time,
        },
      );
      version += 1;
      happened.push({
        source: "orders",
        position: this.events.length + happened.length + 1,
        partition: 0,
        stream,
        version,
        type: event.contract.type,
        schemaVersion: event.contract.version,
        data: event.data,
        meta,
        time,
        touches: [],
      });
    }
    this.#states.set(stream, { state, version });
    for (const claim of claims) this.#claims.set(claim, stream);
    const answer = execution.respond?.(stream, state, version);
    if (idempotency !== undefined && answer !== undefined) {
      this.#answers.set(idempotency.key, { fingerprint: idempotency.fingerprint, answer });
    }
    this.events.push(...happened);
    for (const listener of this.#listeners) listener(happened);
    return { stream, state, version, events: happened, answer, replayed: false };
  }
}

export interface TestCall {
  readonly principal: Principal;
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Idempotency key; the body is the fingerprint. */
  readonly key?: string;
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal;
}

/** Calls a route's handler as the host would after its checks. */
export async function callRoute(
  routes: readonly Route[],
  operationId: string,
  call: TestCall,
): Promise<Reply> {
  const route = routes.find((each) => each.operationId === operationId);
  if (route === undefined) throw new Error(`there is no operation ${operationId}`);
  const request: RouteRequest<unknown, unknown, unknown> = {
    params: call.params ?? {},
    query: call.query ?? {},
    body: call.body,
    headers: call.headers ?? {},
    context: {
      principal: call.principal,
      correlationId: "cor_1",
      traceparent: "00-0-0-00",
      signal: call.signal ?? new AbortController().signal,
      receivedAt: systemClock.now(),
      ...(call.key === undefined
        ? {}
        : { idempotency: { key: call.key, fingerprint: JSON.stringify(call.body) } }),
      ...(call.waitSeconds === undefined ? {} : { waitSeconds: call.waitSeconds }),
    },
  };
  return await route.handle(request);
}
