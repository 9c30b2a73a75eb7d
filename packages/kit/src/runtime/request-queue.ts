import { Retryable } from "../errors.ts";
import type { Meta } from "../concepts/contract.ts";
import type { Command, Decider } from "../concepts/decider.ts";
import type { Answer } from "../ports/store.ts";
import { startCommand, type WorkSpan } from "../telemetry/work-span.ts";
import {
  StoreUnavailable,
  type Unit,
  type UnitResult,
  type Work,
  type WorkSource,
} from "./work.ts";

/** A command with what belongs to its request. */
export interface Execution {
  readonly decider: Decider;
  readonly command: Command;
  readonly meta: Meta;
  /** The command's key was made for this request, so its stream cannot exist yet and is not looked for. */
  readonly fresh?: boolean;
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
  /** Values that only this stream may have from now on: `reference:acme/web-1001`. */
  readonly claims?: readonly string[];
  readonly releases?: readonly string[];
  readonly respond?: (stream: string, state: unknown, version: number) => Answer;
}

const maxWaiting = 4_000;

/** Requests of all services of a process that have not got their answer: somebody waits for each. */
export class WaitingRequests {
  count = 0;
}

interface Waiting {
  readonly execution: Execution;
  resolve(result: UnitResult): void;
  reject(error: unknown): void;
}

/** Requests on their way into the next batch. */
export class RequestQueue implements WorkSource {
  readonly #service: string;
  readonly #ready: () => void;
  readonly #all: WaitingRequests;
  #waiting: Waiting[] = [];
  /** Requests in one batch at most: fewer after a batch that was refused, down to the one at fault. */
  #limit = maxWaiting;
  #closed = false;

  constructor(options: {
    readonly service: string;
    readonly ready: () => void;
    readonly all?: WaitingRequests | undefined;
  }) {
    this.#service = options.service;
    this.#ready = options.ready;
    this.#all = options.all ?? new WaitingRequests();
  }

  submit(execution: Execution): Promise<UnitResult> {
    if (this.#closed) return Promise.reject(stopping(this.#service));
    if (this.#waiting.length >= maxWaiting) {
      return Promise.reject(
        new Retryable(
          "overloaded",
          `${maxWaiting} requests wait for ${this.#service}; try again in a moment`,
        ),
      );
    }
    this.#all.count += 1;
    const { command, meta } = execution;
    const span = startCommand(this.#service, command, meta);
    const answered = new Promise<UnitResult>((resolve, reject) => {
      this.#waiting.push({
        execution: span === undefined ? execution : followedBy(execution, span),
        resolve: (result) => {
          this.#all.count -= 1;
          if (span !== undefined) endCommand(span, result);
          resolve(result);
        },
        reject: (error) => {
          this.#all.count -= 1;
          span?.end(error);
          reject(error);
        },
      });
    });
    this.#ready();
    return answered;
  }

  /** Requests that have not begun are refused; nothing of them was written. */
  close(): void {
    this.#closed = true;
    for (const each of this.#waiting) each.reject(stopping(this.#service));
    this.#waiting = [];
  }

  take(max: number): Work | undefined {
    if (this.#waiting.length === 0) return undefined;
    const taken = this.#waiting.splice(0, Math.min(max, this.#limit));
    const refused = new Map<Waiting, unknown>();
    return {
      units: taken.map((waiting) => unitOf(waiting, refused)),
      positions: [],
      parks: [],
      reparks: [],
      begin: () => {
        refused.clear();
      },
      settled: (error) => {
        if (error !== undefined) {
          this.#failed(taken, error);
          return;
        }
        this.#limit = Math.min(maxWaiting, this.#limit * 2);
        for (const [waiting, why] of refused) waiting.reject(why);
      },
    };
  }

  /** Refusals of a batch that did not commit do not count either: they may rest on what was in it. */
  #failed(taken: readonly Waiting[], error: unknown): void {
    const lost = error instanceof StoreUnavailable;
    if (lost || taken.length === 1 || this.#closed) {
      for (const waiting of taken) waiting.reject(lost ? unknownOutcome(error) : error);
      return;
    }
    this.#limit = Math.ceil(taken.length / 2);
    this.#waiting = [...taken, ...this.#waiting];
    this.#ready();
  }
}

function followedBy(execution: Execution, { traceparent }: WorkSpan): Execution {
  return { ...execution, meta: { ...execution.meta, traceparent } };
}

function endCommand(span: WorkSpan, { stream, replayed }: UnitResult): void {
  if (stream !== "") span.set({ "waybill.stream": stream });
  if (replayed) span.set({ "waybill.replayed": true });
  span.end();
}

function unitOf(waiting: Waiting, refused: Map<Waiting, unknown>): Unit {
  const { execution } = waiting;
  return {
    meta: execution.meta,
    commands: [{ decider: execution.decider, command: execution.command }],
    ...(execution.fresh === undefined ? {} : { fresh: execution.fresh }),
    ...(execution.claims === undefined ? {} : { claims: execution.claims }),
    ...(execution.releases === undefined ? {} : { releases: execution.releases }),
    ...(execution.idempotency === undefined ? {} : { idempotency: execution.idempotency }),
    ...(execution.respond === undefined ? {} : { respond: execution.respond }),
    failed: (error) => {
      refused.set(waiting, error);
      return undefined;
    },
    done: (result) => {
      waiting.resolve(result);
    },
  };
}

function unknownOutcome(error: StoreUnavailable): Retryable {
  return new Retryable(
    "store-unavailable",
    "the database went away while this was being written; send the same request again with the same Idempotency-Key",
    { cause: error },
  );
}

/** Thrown to requests when a service takes no more. */
function stopping(service: string): Retryable {
  return new Retryable("stopping", `${service} is shutting down; try again in a moment`);
}
