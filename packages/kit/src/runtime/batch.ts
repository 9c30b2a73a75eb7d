import { categoryOf, keyOf, type Recorded } from "../concepts/contract.ts";
import { streamOf } from "../concepts/decider.ts";
import type { Row, StateView } from "../concepts/view.ts";
import { WaybillError } from "../errors.ts";
import type { Answer, Commit, Park, Repark, StoredAnswer, Unpark } from "../ports/store.ts";
import { ownEvents } from "./own-event.ts";
import { keptRefusal, refusalOf } from "./refusal.ts";
import { RowBatch } from "./row-batch.ts";
import type { Decided, Staging } from "./staging.ts";
import type { Entry } from "./stream-writes.ts";
import { StaleWrite, StoreUnavailable, type Unit, type Work, type WrittenOff } from "./work.ts";

interface Outcome {
  readonly unit: Unit;
  readonly decided?: Decided;
  readonly answer: Answer | undefined;
  readonly replayed: boolean;
}

/** What the store knew, when the batch began, of the keys and claims that it names. */
export interface Known {
  readonly answers: ReadonlyMap<string, StoredAnswer>;
  readonly claims: ReadonlyMap<string, string>;
}

/** One batch between taking its work and its commit: what was decided, unit by unit, and all that is to be written. */
export class Batch {
  readonly staging: Staging;
  readonly #outcomes: Outcome[] = [];
  readonly #rows = new RowBatch();
  readonly #answers: Map<string, StoredAnswer>;
  readonly #claims: Map<string, string>;
  readonly #newAnswers: string[] = [];
  readonly #newClaims: string[] = [];
  readonly #releases: string[] = [];
  readonly #parks: Park[] = [];
  readonly #reparks: Repark[] = [];
  readonly #unparks: Unpark[] = [];

  constructor(staging: Staging, known: Known) {
    this.staging = staging;
    this.#answers = new Map(known.answers);
    this.#claims = new Map(known.claims);
  }

  /**
   * Decides a unit; one that is refused writes off its message, if it has one.
   * @param load brings further streams into the staging
   * @returns a promise only when it has to wait for them
   */
  decide(
    unit: Unit,
    load: (streams: ReadonlySet<string>) => Promise<void>,
  ): Promise<void> | undefined {
    const held = unit.hold?.();
    if (held !== undefined) {
      this.#writeOff(held);
      return undefined;
    }
    return this.#guarded(unit, () => {
      const earlier = this.#earlierAnswer(unit);
      if (earlier !== undefined) {
        this.#outcomes.push({ unit, answer: earlier, replayed: true });
        return undefined;
      }
      // An earlier unit of this batch may have changed which other streams are needed.
      const missing = othersOf(this.staging, unit);
      if (missing.size > 0) return load(missing).then(() => this.#carryOut(unit));
      this.#carryOut(unit);
      return undefined;
    });
  }

  #guarded(unit: Unit, decide: () => Promise<void> | undefined): Promise<void> | undefined {
    const refused = (error: unknown): void => {
      if (error instanceof StoreUnavailable || error instanceof StaleWrite) throw error;
      this.#keepRefusal(unit, error);
      this.#writeOff(unit.failed(error));
    };
    try {
      return decide()?.catch(refused);
    } catch (error) {
      refused(error);
      return undefined;
    }
  }

  /** Everything that the batch writes, `undefined` when that is nothing, and what then is known of its streams. */
  commit(
    works: readonly Work[],
    views: ReadonlyMap<string, readonly StateView[]>,
    now: number,
  ): { readonly commit: Commit | undefined; readonly entries: ReadonlyMap<string, Entry> } {
    const { entries, writes } = this.staging.outcome();
    this.#project(entries, views);
    const commit = {
      events: this.staging.events,
      ...writes,
      positions: works.flatMap((work) => work.positions),
      parks: [...this.#parks, ...works.flatMap((work) => work.parks)],
      reparks: [...this.#reparks, ...works.flatMap((work) => work.reparks)],
      unparks: this.#unparks,
      answers: this.#newAnswers.flatMap((key) => {
        const stored = this.#answers.get(key);
        return stored === undefined ? [] : [{ key, stored }];
      }),
      claims: this.#newClaims.map((claim) => ({ claim, stream: this.#claims.get(claim) ?? "" })),
      releases: this.#releases,
      rows: this.#rows.writes(),
    };
    const empty = Object.values(commit).every((part) => part.length === 0);
    return { commit: empty ? undefined : { ...commit, now }, entries };
  }

  /** What to tell whom, now that it is durable. `first`: position of its first event. */
  announcements(
    service: string,
    first: number,
  ): { events: readonly Recorded[]; tell: (() => void)[] } {
    const events = ownEvents(service, first, this.staging.events);
    const tell = this.#outcomes.map(({ unit, decided, answer, replayed }) => () => {
      unit.done({
        stream: decided?.stream ?? "",
        state: decided?.state,
        version: decided?.version ?? 0,
        events: decided === undefined ? [] : events.slice(decided.firstEvent, decided.endEvent),
        answer,
        replayed,
      });
    });
    return { events, tell };
  }

  #carryOut(unit: Unit): void {
    let answer: Answer | undefined;
    const decided = this.staging.decide(unit.commands, unit.meta, ({ stream, state, version }) => {
      answer = unit.respond?.(stream, state, version);
    });
    this.#claim(unit, decided);
    if (unit.idempotency !== undefined && answer !== undefined) {
      const { key, fingerprint } = unit.idempotency;
      this.#answers.set(key, { fingerprint, answer });
      this.#newAnswers.push(key);
    }
    if (unit.woken !== undefined) this.staging.rearm(unit.woken);
    for (const { view, row } of unit.rows ?? []) this.#rows.add(view, row);
    if (unit.unpark !== undefined) this.#unparks.push(unit.unpark);
    this.#outcomes.push({ unit, decided, answer, replayed: false });
  }

  #writeOff(written: WrittenOff | undefined): void {
    if (written?.park !== undefined) this.#parks.push(written.park);
    if (written?.repark !== undefined) this.#reparks.push(written.repark);
  }

  #earlierAnswer(unit: Unit): Answer | undefined {
    const { idempotency } = unit;
    const stored = idempotency === undefined ? undefined : this.#answers.get(idempotency.key);
    if (stored === undefined) {
      this.#checkClaims(unit);
      return undefined;
    }
    if (stored.fingerprint !== idempotency?.fingerprint) {
      throw new WaybillError(
        "idempotency-key-reused",
        "this Idempotency-Key was used for a different request; send a new key with a new request",
        { status: 422 },
      );
    }
    const refusal = refusalOf(stored.answer);
    if (refusal !== undefined) throw refusal;
    return stored.answer;
  }

  /**
   * A refusal is an answer: were it not kept, an earlier attempt of the same request, still on its way
   * to the store from a process that is gone, could be carried out after its client was told no. A claim
   * that is taken refuses both.
   */
  #keepRefusal({ idempotency }: Unit, error: unknown): void {
    if (idempotency === undefined || error instanceof ClaimTaken) return;
    const { key, fingerprint } = idempotency;
    const answer = this.#answers.has(key) ? undefined : keptRefusal(error);
    if (answer === undefined) return;
    this.#answers.set(key, { fingerprint, answer });
    this.#newAnswers.push(key);
  }

  #checkClaims(unit: Unit): void {
    for (const claim of unit.claims ?? []) {
      const holder = this.#claims.get(claim);
      if (holder !== undefined) throw new ClaimTaken(claim, keyOf(holder));
    }
  }

  #claim(unit: Unit, decided: Decided): void {
    for (const claim of unit.claims ?? []) {
      this.#claims.set(claim, decided.stream);
      this.#newClaims.push(claim);
    }
    for (const claim of unit.releases ?? []) {
      this.#claims.delete(claim);
      const made = this.#newClaims.indexOf(claim);
      if (made >= 0) this.#newClaims.splice(made, 1);
      this.#releases.push(claim);
    }
  }

  #project(
    entries: ReadonlyMap<string, Entry>,
    views: ReadonlyMap<string, readonly StateView[]>,
  ): void {
    for (const [stream, { version }] of entries) {
      const mirrors = views.get(categoryOf(stream));
      if (mirrors === undefined) continue;
      const { before, state, tenant } = this.staging.change(stream);
      if (before.version === version) continue;
      const change = { key: keyOf(stream), tenant };
      for (const view of mirrors) {
        const row = view.row(state, change);
        const old = before.version === 0 ? undefined : view.row(before.state, change);
        if (row === "delete") {
          if (old !== undefined && old !== "delete") this.#rows.remove(view, old);
        } else if (row !== undefined && !sameRow(row, old)) {
          this.#rows.add(view, row);
        }
      }
    }
  }
}

const none = new Set<string>();

/** The streams, not loaded yet, that a unit's decisions read beside their own. */
export function othersOf(staging: Staging, unit: Unit): ReadonlySet<string> {
  let others = none;
  for (const { decider, command } of unit.commands) {
    if (!decider.needsOthers) continue;
    const { tenant } = unit.meta;
    const state = staging.state(streamOf(decider.category, decider.key(command, tenant)));
    for (const stream of decider.also(command, state, tenant)) {
      if (staging.has(stream)) continue;
      if (others === none) others = new Set();
      others.add(stream);
    }
  }
  return others;
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
