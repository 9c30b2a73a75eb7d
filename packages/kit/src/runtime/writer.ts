import { categoryOf, keyOf, type Recorded } from "../concepts/contract.ts";
import { streamOf } from "../concepts/decider.ts";
import type { Service } from "../concepts/service.ts";
import type { Row, StateView } from "../concepts/view.ts";
import { WaybillError, errorMessage } from "../errors.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock, Ids, Random } from "../ports/clock.ts";
import type { Answer, Park, PositionMove, Repark, Store, StreamWrite, Unpark } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { RowBatch } from "./row-batch.ts";
import { Staging, recorded, type Decided } from "./staging.ts";
import { StateCache, type Entry } from "./state-cache.ts";
import { Fenced, StaleWrite, StoreUnavailable, type Unit, type Work, type WorkSource, type WrittenOff } from "./work.ts";

export interface WriterOptions {
  readonly service: Service;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** Units in one batch at most. */
  readonly maxBatch?: number;
  /** States kept in memory at most; 0 when other processes write, too: what is only read is not checked. */
  readonly cachedStates?: number;
}

interface Outcome {
  readonly unit: Unit;
  readonly decided?: Decided;
  readonly answer: Answer | undefined;
  readonly replayed: boolean;
}

interface Batch {
  readonly staging: Staging;
  readonly outcomes: Outcome[];
  readonly rows: RowBatch;
  readonly answers: Map<string, { readonly fingerprint: string; readonly answer: Answer }>;
  readonly claims: Map<string, string>;
  readonly newAnswers: string[];
  readonly newClaims: string[];
  readonly parks: Park[];
  readonly reparks: Repark[];
  readonly unparks: Unpark[];
  readonly releases: string[];
}

const maxTries = 10;
/** Tries that follow at once; before later ones each process waits its own while. */
const quickTries = 2;
const staleWaitMs = 5;
/** From this many units on a batch counts as busy, and the next begins no sooner than `paceMs` after it began. */
const busyUnits = 16;
const paceMs = 10;

/**
 * The batch loop of a service, its only way to its store. What arrives while a batch is being
 * written is the next batch: no timer, no latency added when idle, and a batch costs a few round
 * trips whatever its size.
 */
export class Writer {
  readonly #options: WriterOptions;
  readonly #cache: StateCache;
  readonly #sources: WorkSource[] = [];
  readonly #stateViews: ReadonlyMap<string, readonly StateView[]>;
  readonly #maxBatch: number;
  #running: Promise<void> | undefined;
  #woken = false;
  #stopped = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#cache = new StateCache(options.cachedStates ?? 4_000);
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

  /** Lets the batch at hand finish and takes no other. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Newest states, for activities that look before they act. */
  async peek(streams: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const staging = this.#staging();
    await this.#load(staging, new Set(streams));
    return new Map(streams.map((stream) => [stream, staging.state(stream)]));
  }

  /** Forgets what it knows of a stream, or of all: the store may have moved on. */
  forget(stream?: string): void {
    if (stream === undefined) this.#cache.clear();
    else this.#cache.delete(stream);
  }

  async #run(): Promise<void> {
    // Let everything that is ready in this turn of the event loop join the batch.
    await Promise.resolve();
    while (this.#woken && !this.#stopped) {
      this.#woken = false;
      const works = this.#take();
      if (works.length === 0) continue;
      this.#woken = true;
      const started = this.#options.clock.now();
      await this.#settle(works);
      const units = works.reduce((sum, work) => sum + work.units.length, 0);
      if (units >= busyUnits) await this.#rest(started + paceMs - this.#options.clock.now());
    }
  }

  /** A busy service lets work gather for a moment: fewer, larger batches carry more for less. */
  async #rest(forMs: number): Promise<void> {
    if (forMs <= 0 || this.#stopped) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#options.clock.after(forMs, resolve);
    await promise;
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
        this.forget();
        const again = error instanceof StaleWrite && attempt < maxTries;
        if (again) {
          if (attempt > quickTries) await this.#standBack(attempt);
          continue;
        }
        if (!(error instanceof Fenced)) {
          this.#options.telemetry.log.warn(
            { service: this.#options.service.name, code: error instanceof WaybillError ? error.code : "unexpected", units: works.reduce((sum, work) => sum + work.units.length, 0) },
            `a batch did not commit: ${errorMessage(error)}`,
          );
        }
        return error;
      }
    }
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
    for (const unit of units) await this.#decide(batch, unit);
    for (const work of works) {
      batch.parks.push(...work.parks);
      batch.reparks.push(...work.reparks);
    }
    const streams = batch.staging.writes();
    this.#projectStates(batch, streams);
    const positions: PositionMove[] = works.flatMap((work) => work.positions);
    const rows = batch.rows.writes();
    const parts = [batch.staging.events, streams, positions, rows, batch.parks, batch.reparks, batch.unparks, batch.newAnswers, batch.newClaims, batch.releases];
    const empty = parts.every((part) => part.length === 0);
    const first = empty
      ? 0
      : await store.commit({
          events: batch.staging.events,
          streams,
          positions,
          rows,
          parks: batch.parks,
          reparks: batch.reparks,
          unparks: batch.unparks,
          answers: batch.newAnswers.flatMap((key) => {
            const stored = batch.answers.get(key);
            return stored === undefined ? [] : [{ key, stored }];
          }),
          claims: batch.newClaims.map((claim) => ({ claim, stream: batch.claims.get(claim) ?? "" })),
          releases: batch.releases,
          now: clock.now(),
        });
    for (const write of streams) {
      this.#cache.set(write.stream, { version: write.to, state: write.state, due: write.due });
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
    const events = recorded(service.name, batch.staging.events, first);
    for (const outcome of batch.outcomes) this.#safely(() => announceTo(outcome, events));
    for (const work of works) this.#safely(() => work.settled());
    if (events.length > 0) this.#safely(() => bus.committed(service.name, events));
  }

  #safely(announce: () => void): void {
    try {
      announce();
    } catch (error) {
      const { telemetry, service } = this.#options;
      telemetry.log.error({ service: service.name, error: errorMessage(error) }, "an announcement of a commit failed");
    }
  }

  async #prepare(units: readonly Unit[]): Promise<Batch> {
    const staging = this.#staging();
    const homes = new Set<string>();
    const keys = new Set<string>();
    const claims = new Set<string>();
    for (const unit of units) {
      for (const { decider, command } of unit.commands) {
        homes.add(streamOf(decider.category, decider.key(command, unit.meta.tenant)));
      }
      if (unit.woken !== undefined) homes.add(unit.woken);
      if (unit.idempotency !== undefined) keys.add(unit.idempotency.key);
      for (const claim of unit.claims ?? []) claims.add(claim);
    }
    const looked =
      keys.size + claims.size === 0
        ? undefined
        : this.#options.store.lookup([...keys], [...claims]);
    const [known] = await Promise.all([looked, this.#load(staging, homes)]);
    await this.#load(staging, this.#others(staging, units));
    return {
      staging,
      outcomes: [],
      rows: new RowBatch(),
      answers: new Map(known?.answers),
      claims: new Map(known?.claims),
      newAnswers: [],
      newClaims: [],
      parks: [],
      reparks: [],
      unparks: [],
      releases: [],
    };
  }

  #others(staging: Staging, units: readonly Unit[]): Set<string> {
    const others = new Set<string>();
    for (const unit of units) {
      for (const { decider, command } of unit.commands) {
        if (!decider.needsOthers) continue;
        const { tenant } = unit.meta;
        const state = staging.state(streamOf(decider.category, decider.key(command, tenant)));
        for (const stream of decider.also(command, state, tenant)) {
          if (!staging.has(stream)) others.add(stream);
        }
      }
    }
    return others;
  }

  async #decide(batch: Batch, unit: Unit): Promise<void> {
    const held = unit.hold?.();
    if (held !== undefined) {
      writeOff(batch, held);
      return;
    }
    try {
      const earlier = this.#earlierAnswer(batch, unit);
      if (earlier !== undefined) {
        batch.outcomes.push({ unit, answer: earlier, replayed: true });
        return;
      }
      // An earlier unit of this batch may have changed which other streams are needed.
      const missing = this.#others(batch.staging, [unit]);
      if (missing.size > 0) await this.#load(batch.staging, missing);
      let answer: Answer | undefined;
      const decided = batch.staging.decide(unit.commands, unit.meta, ({ stream, state, version }) => {
        answer = unit.respond?.(stream, state, version);
      });
      this.#claim(batch, unit, decided);
      if (unit.idempotency !== undefined && answer !== undefined) {
        const { key, fingerprint } = unit.idempotency;
        batch.answers.set(key, { fingerprint, answer });
        batch.newAnswers.push(key);
      }
      if (unit.woken !== undefined) batch.staging.rearm(unit.woken);
      for (const { view, row } of unit.rows ?? []) batch.rows.add(view, row);
      if (unit.unpark !== undefined) batch.unparks.push(unit.unpark);
      batch.outcomes.push({ unit, decided, answer, replayed: false });
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      writeOff(batch, unit.failed(error));
    }
  }

  #earlierAnswer(batch: Batch, unit: Unit): Answer | undefined {
    const { idempotency } = unit;
    const stored = idempotency === undefined ? undefined : batch.answers.get(idempotency.key);
    if (stored === undefined) {
      this.#checkClaims(batch, unit);
      return undefined;
    }
    if (stored.fingerprint !== idempotency?.fingerprint) {
      throw new WaybillError(
        "idempotency-key-reused",
        "this Idempotency-Key was used for a different request; send a new key with a new request",
        { status: 422 },
      );
    }
    return stored.answer;
  }

  #checkClaims(batch: Batch, unit: Unit): void {
    for (const claim of unit.claims ?? []) {
      const holder = batch.claims.get(claim);
      if (holder !== undefined) throw new ClaimTaken(claim, keyOf(holder));
    }
  }

  #claim(batch: Batch, unit: Unit, decided: Decided): void {
    for (const claim of unit.claims ?? []) {
      batch.claims.set(claim, decided.stream);
      batch.newClaims.push(claim);
    }
    for (const claim of unit.releases ?? []) {
      batch.claims.delete(claim);
      const made = batch.newClaims.indexOf(claim);
      if (made >= 0) batch.newClaims.splice(made, 1);
      batch.releases.push(claim);
    }
  }

  #projectStates(batch: Batch, streams: readonly StreamWrite[]): void {
    for (const { stream, to } of streams) {
      const views = this.#stateViews.get(categoryOf(stream));
      if (views === undefined) continue;
      const { before, state, tenant } = batch.staging.change(stream);
      if (before.version === to) continue;
      const change = { key: keyOf(stream), tenant };
      for (const view of views) {
        const row = view.row(state, change);
        const old = before.version === 0 ? undefined : view.row(before.state, change);
        if (row === "delete") {
          if (old !== undefined && old !== "delete") batch.rows.remove(view, old);
        } else if (row !== undefined && !sameRow(row, old)) {
          batch.rows.add(view, row);
        }
      }
    }
  }

  #staging(): Staging {
    const { service, ids, clock } = this.#options;
    return new Staging({ service, ids, now: clock.now() });
  }

  async #load(staging: Staging, streams: ReadonlySet<string>): Promise<void> {
    const missing: string[] = [];
    for (const stream of streams) {
      const cached: Entry | undefined = this.#cache.get(stream);
      if (cached === undefined) missing.push(stream);
      else staging.add(stream, cached);
    }
    if (missing.length === 0) return;
    const loaded = await this.#options.store.load(missing);
    for (const stream of missing) {
      const entry = loaded.get(stream);
      staging.add(stream, entry);
      if (entry !== undefined) this.#cache.set(stream, entry);
    }
  }
}

function announceTo({ unit, decided, answer, replayed }: Outcome, events: readonly Recorded[]): void {
  unit.done({
    stream: decided?.stream ?? "",
    state: decided?.state,
    version: decided?.version ?? 0,
    events: decided === undefined ? [] : events.slice(decided.firstEvent, decided.endEvent),
    answer,
    replayed,
  });
}

function writeOff(batch: Batch, written: WrittenOff | undefined): void {
  if (written?.park !== undefined) batch.parks.push(written.park);
  if (written?.repark !== undefined) batch.reparks.push(written.repark);
}

function sameRow(row: Row, old: Row | "delete" | undefined): boolean {
  if (old === undefined || old === "delete") return false;
  for (const column in row) {
    const [now, before] = [row[column], old[column]];
    if (now === before) continue;
    const documents = typeof now === "object" && typeof before === "object";
    if (!documents || JSON.stringify(now) !== JSON.stringify(before)) return false;
  }
  // What the new row no longer says becomes null.
  for (const column in old) if (!(column in row)) return false;
  return true;
}

/** A value that must stay unique belongs to another stream already. */
export class ClaimTaken extends WaybillError {
  readonly claim: string;
  readonly holder: string;

  constructor(claim: string, holder: string) {
    super("claim-taken", `${claim} is taken by ${holder}`, { status: 409 });
    this.claim = claim;
    this.holder = holder;
  }
}
