import { errorMessage, type Clock } from "@waybill/kit";
import type { RebuildOutcome, RebuildPhase, ViewRebuild } from "@waybill/postgres";
import type { ViewRebuildDocument } from "./view-schemas.ts";

export interface JobOptions {
  readonly id: string;
  readonly service: string;
  readonly view: string;
  readonly dryRun: boolean;
  readonly tenant: string;
  readonly clock: Clock;
  readonly stop: AbortController;
}

/** One rebuild of a view, from its start to what came of it. */
export class ViewJob {
  readonly options: JobOptions;
  readonly ended: Promise<void>;
  readonly #rebuild: ViewRebuild;
  readonly #startedAt: number;
  #state: ViewRebuildDocument["state"] = "running";
  #endedAt: number | undefined;
  #outcome: RebuildOutcome | undefined;
  #failure: unknown;
  /** When the phase at hand was first seen, and how far it was then. */
  #phase: { readonly name: RebuildPhase; readonly since: number; readonly from: number };

  /** @param rebuild claimed and not run yet */
  constructor(options: JobOptions, rebuild: ViewRebuild) {
    this.options = options;
    this.#rebuild = rebuild;
    this.#startedAt = options.clock.now();
    this.#phase = { name: "reading", since: this.#startedAt, from: 0 };
    this.ended = this.#run();
  }

  get running(): boolean {
    return this.#state === "running";
  }

  get failure(): unknown {
    return this.#failure;
  }

  /** Leaves the view as it is then. */
  async cancel(): Promise<void> {
    this.options.stop.abort();
    await this.ended;
  }

  /** @param tenant who asks */
  document(tenant: string): ViewRebuildDocument {
    const { id, service, view, dryRun } = this.options;
    const { phase, done, of } = this.#rebuild.progress;
    const perSecond = this.#rate(phase, done);
    return {
      id,
      service,
      view,
      dryRun,
      state: this.#state,
      phase,
      done,
      of,
      perSecond,
      secondsLeft: !this.running || perSecond === 0 ? null : Math.max(0, of - done) / perSecond,
      startedAt: iso(this.#startedAt),
      endedAt: this.#endedAt === undefined ? null : iso(this.#endedAt),
      result: this.#result(tenant),
      failure: this.#failure === undefined ? null : errorMessage(this.#failure),
    };
  }

  #rate(phase: RebuildPhase, done: number): number {
    const { clock } = this.options;
    if (this.#endedAt !== undefined) return rateOf(done, this.#endedAt - this.#startedAt);
    const now = clock.now();
    if (phase !== this.#phase.name) {
      const from = phase === "repairing" ? 0 : done;
      this.#phase = { name: phase, since: now, from };
    }
    return rateOf(done - this.#phase.from, now - this.#phase.since);
  }

  #result(tenant: string): ViewRebuildDocument["result"] {
    if (this.#outcome === undefined) return null;
    const { rows, differences, repaired, unreadable, examples } = this.#outcome;
    const shown = tenant === this.options.tenant ? examples : [];
    return {
      rows,
      ...differences,
      repaired,
      unreadable,
      examples: shown.map(({ kind, key, columns }) => ({ kind, key, columns: [...columns] })),
    };
  }

  async #run(): Promise<void> {
    try {
      this.#outcome = await this.#rebuild.run();
      this.#state = "completed";
    } catch (error) {
      const isCancelled = this.options.stop.signal.aborted;
      this.#state = isCancelled ? "cancelled" : "failed";
      if (!isCancelled) this.#failure = error;
    }
    this.#endedAt = this.options.clock.now();
  }
}

/** A second. */
function rateOf(count: number, ms: number): number {
  return ms <= 0 ? 0 : Math.round((Math.max(0, count) * 1_000) / ms);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
