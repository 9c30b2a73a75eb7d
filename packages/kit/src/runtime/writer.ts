import { streamOf } from "../concepts/decider.ts";
import type { StateView } from "../concepts/view.ts";
import { WaybillError, errorMessage } from "../errors.ts";
import type { Bus } from "../ports/bus.ts";
import type { Random } from "../ports/clock.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { Batch, othersOf } from "./batch.ts";
import { Doubt } from "./doubt.ts";
import { KnownAnswers } from "./known-answers.ts";
import { Pace } from "./pace.ts";
import type { WaitingRequests } from "./request-queue.ts";
import type { Staging } from "./staging.ts";
import { StateLoader, type StateLoaderOptions } from "./state-loader.ts";
import {
  Fenced,
  StaleWrite,
  StoreUnavailable,
  type Unit,
  type Work,
  type WorkSource,
} from "./work.ts";

export interface WriterOptions extends Omit<StateLoaderOptions, "doubt"> {
  readonly bus: Bus;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** Units in one batch at most. */
  readonly maxBatch?: number;
  readonly waiting?: WaitingRequests;
}

const maxTries = 10;
/** Tries that follow at once; before later ones each process waits its own while. */
const quickTries = 2;
const staleWaitMs = 5;

/**
 * The batch loop of a service, its only way to its store. What arrives while a batch is being
 * written, and in the short rest after it, is the next batch: no latency is added when idle, and a
 * batch costs a few round trips whatever its size.
 */
export class Writer {
  readonly #options: WriterOptions;
  readonly #states: StateLoader;
  readonly #answers: KnownAnswers;
  readonly #doubt: Doubt;
  readonly #sources: WorkSource[] = [];
  readonly #stateViews: ReadonlyMap<string, readonly StateView[]>;
  readonly #maxBatch: number;
  #running: Promise<void> | undefined;
  #woken = false;
  #stopped = false;
  readonly #pace: Pace;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#doubt = new Doubt(options.clock);
    this.#states = new StateLoader({ ...options, doubt: this.#doubt });
    this.#answers = new KnownAnswers({ store: options.store, doubt: this.#doubt });
    this.#pace = new Pace(options);
    this.#maxBatch = options.maxBatch ?? 1_000;
    this.#stateViews = Map.groupBy(
      options.service.views.filter((view) => view.kind === "state"),
      (view) => view.of.category,
    );
  }

  addSource(source: WorkSource): void {
    this.#sources.push(source);
  }

  /** Says that a source has work. Cheap, and safe to call at any time. */
  wake(): void {
    this.#woken = true;
    if (this.#running !== undefined || this.#stopped) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#woken && !this.#stopped) this.wake();
    });
  }

  /** The same for work that somebody waits for: it cuts a rest short. */
  hurry(): void {
    this.#pace.hurry();
    this.wake();
  }

  /** It is to stop soon: whoever waits for a last batch gets it without a rest. */
  drain(): void {
    this.#pace.end();
  }

  /** Lets the batch at hand finish and takes no other. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.drain();
    await this.#running;
  }

  /** Newest states, for activities that look before they act; none older than the version that is given for it. */
  peek(known: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, unknown>> {
    return this.#states.peek(known);
  }

  async #run(): Promise<void> {
    // Let everything that is ready in this turn of the event loop join the batch.
    await Promise.resolve();
    while (this.#woken && !this.#stopped) {
      await this.#pace.rest();
      if (this.#stopped) return;
      this.#woken = false;
      const works = this.#take();
      if (works.length === 0) continue;
      this.#woken = true;
      this.#pace.began(works.reduce((sum, work) => sum + work.units.length, 0));
      await this.#settle(works);
    }
  }

  #take(): Work[] {
    const works: Work[] = [];
    let room = this.#maxBatch;
    for (const source of this.#sources) {
      if (room <= 0) break;
      const work = source.take(room);
      if (work === undefined) continue;
      works.push(work);
      room -= Math.max(1, work.units.length);
    }
    // Begin with another source next time, so that none starves when batches are full.
    const first = this.#sources.shift();
    if (first !== undefined) this.#sources.push(first);
    return works;
  }

  async #settle(works: readonly Work[]): Promise<void> {
    const failure = await this.#tryToCommit(works);
    if (failure === undefined) return;
    if (works.length > 1 && !(failure instanceof StoreUnavailable)) {
      for (const work of works) await this.#settle([work]);
      return;
    }
    for (const work of works) work.settled(failure);
  }

  async #tryToCommit(works: readonly Work[]): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#process(works);
        return undefined;
      } catch (error) {
        this.#states.forget();
        if (error instanceof StaleWrite) this.#doubt.raise();
        const again = error instanceof StaleWrite && attempt < maxTries;
        if (again) {
          if (attempt > quickTries) await this.#standBack(attempt);
          continue;
        }
        this.#report(works, error);
        return error;
      }
    }
  }

  #report(works: readonly Work[], error: unknown): void {
    const { service, telemetry } = this.#options;
    const of = {
      service: service.name,
      code: error instanceof WaybillError ? error.code : "unexpected",
      units: works.reduce((sum, work) => sum + work.units.length, 0),
    };
    // By then another process does the work: nothing is wrong, but who was stopped for so long is worth a line.
    if (error instanceof Fenced)
      telemetry.log.warn(of, `a batch was refused, whole: ${error.message}`);
    else
      telemetry.log.warn(
        { ...of, tenant: tenantOf(works) },
        `a batch did not commit: ${errorMessage(error)}`,
      );
  }

  /** Two processes that write the same streams get out of step with each other. */
  #standBack(attempt: number): Promise<void> {
    const { clock, random } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.after(Math.ceil(random.next() * attempt * staleWaitMs), resolve);
    return promise;
  }

  async #process(works: readonly Work[]): Promise<void> {
    const { store, clock, telemetry, service } = this.#options;
    const started = performance.now();
    for (const work of works) work.begin?.();
    const units = works.flatMap((work) => work.units);
    const batch = await this.#prepare(units);
    const load = (streams: ReadonlySet<string>): Promise<void> =>
      this.#states.load(batch.staging, streams);
    for (const unit of units) {
      // Almost none has to wait, and a promise for each would cost more than many a decision.
      const loading = batch.decide(unit, load);
      if (loading !== undefined) await loading;
    }
    const { commit, entries } = batch.commit(works, this.#stateViews, clock.now());
    const first = commit === undefined ? 0 : await store.commit(commit);
    if (commit !== undefined) {
      this.#states.written(entries);
      this.#answers.written(commit.answers);
    }
    telemetry.batchCommitted(service.name, {
      units: units.length,
      types: batch.staging.types,
      seconds: (performance.now() - started) / 1000,
    });
    this.#announce(batch, works, first);
  }

  /** All of it is durable: whoever fails to hear so must not make it look as if it were not. */
  #announce(batch: Batch, works: readonly Work[], first: number): void {
    const { bus, service } = this.#options;
    const { events, tell } = batch.announcements(service.name, first);
    for (const each of tell) this.#safely(each);
    for (const work of works) this.#safely(() => work.settled());
    if (events.length > 0) this.#safely(() => bus.committed(service.name, events));
  }

  #safely(announce: () => void): void {
    try {
      announce();
    } catch (error) {
      const { telemetry, service } = this.#options;
      telemetry.log.error(
        { service: service.name, error: errorMessage(error) },
        "an announcement of a commit failed",
      );
    }
  }

  async #prepare(units: readonly Unit[]): Promise<Batch> {
    const staging = this.#states.staging();
    const homes = new Set<string>();
    const opening = new Set<string>();
    const keys = new Set<string>();
    const claims = new Set<string>();
    for (const unit of units) {
      for (const home of homesOf(unit)) {
        if (unit.fresh === true) staging.add(home.stream, undefined);
        else if (home.opens) opening.add(home.stream);
        else homes.add(home.stream);
      }
      if (unit.woken !== undefined) homes.add(unit.woken);
      if (unit.idempotency !== undefined) keys.add(unit.idempotency.key);
      for (const claim of unit.claims ?? []) claims.add(claim);
    }
    const [known] = await Promise.all([
      this.#answers.find(keys, claims),
      this.#states.load(staging, homes),
    ]);
    await this.#states.open(staging, opening);
    await this.#states.load(staging, others(staging, units));
    return new Batch(staging, known);
  }
}

/** Whose affair it is when a batch fails: the error may name what is in it. Several: nobody's, said so. */
function tenantOf(works: readonly Work[]): string | undefined {
  const tenants = new Set(works.flatMap((work) => work.units.map((unit) => unit.meta.tenant)));
  const [only] = tenants;
  return tenants.size > 1 ? "(several)" : only;
}

interface Home {
  readonly stream: string;
  /** It is not there yet, as a rule. */
  readonly opens: boolean;
}

/** The streams that a unit is for. Where a command names none, deciding it fails, and only it. */
function homesOf({ commands, meta }: Unit): readonly Home[] {
  try {
    return commands.map(({ decider, command }) => ({
      stream: streamOf(decider.category, decider.key(command, meta.tenant)),
      opens: decider.opens(command),
    }));
  } catch {
    return [];
  }
}

/** What the units' decisions read beside their own streams. Of one that cannot say so deciding fails. */
function others(staging: Staging, units: readonly Unit[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const unit of units) {
    try {
      for (const stream of othersOf(staging, unit)) found.add(stream);
    } catch {
      continue;
    }
  }
  return found;
}
