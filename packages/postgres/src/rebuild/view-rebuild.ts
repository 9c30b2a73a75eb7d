import { setTimeout as delay } from "node:timers/promises";
import { StoreUnavailable, Terminal, type Service, type View } from "@waybill/kit";
import { LogReader } from "../bus/log-reader.ts";
import type { ConnectionOptions } from "../connection.ts";
import { sqlState } from "../server/connection.ts";
import { quoted } from "../store/view-sql.ts";
import { DifferingRows, type Differences, type Example } from "./differences.ts";
import { MessageReplay } from "./message-replay.ts";
import type { Replay } from "./replay.ts";
import { Session } from "./session.ts";
import { Shadow } from "./shadow.ts";
import { StateReplay } from "./state-replay.ts";

export interface ViewRebuildOptions {
  readonly service: Service;
  readonly view: View;
  /** The service's own database. */
  readonly database: ConnectionOptions;
  /** How to read the log of each source. */
  readonly sources: ReadonlyMap<string, ConnectionOptions>;
  /** Compares, and leaves the view as it is. */
  readonly dryRun: boolean;
  /** Whose rows may be named as examples. */
  readonly tenant: string;
  readonly signal: AbortSignal;
  /** Share of the time that it rests while it reads the log, from 0. */
  readonly restShare?: number;
}

export type RebuildPhase = "reading" | "comparing" | "repairing";

export interface RebuildOutcome {
  /** Rows that the log makes. */
  readonly rows: number;
  readonly differences: Differences;
  readonly examples: readonly Example[];
  /** Rows put right; 0 after a dry run. */
  readonly repaired: number;
  /** Events that nothing could be made of. */
  readonly unreadable: number;
}

export interface RebuildProgress {
  readonly phase: RebuildPhase;
  /** Positions of the log; rows while it repairs. */
  readonly done: number;
  readonly of: number;
}

interface Sessions {
  /** Has the claim, and locks the view for the comparison. */
  readonly control: Session;
  /** Has the shadow. */
  readonly work: Session;
}

/** So little is left that it can be taken in while the service's batches wait. */
const fewPositions = 500;
/** Rounds until it stops resting, because the log grows as fast as it is read. */
const restingRounds = 5;
const maxRestMs = 250;
/**
 * Rows put right in one transaction. The service's batches wait for it (5,000 rows: some 100 ms); were it
 * one for all, they would wait for a minute where a view of a million rows was lost.
 */
export const repairedAtOnce = 5_000;
/**
 * While it waits for the batch at hand, all later ones wait behind it, so it soon gives way and tries
 * again. Longer at last: PostgreSQL takes a second to call a vacuum off.
 */
const lockTimeoutsMs = [100, 200, 500, 1_000, 3_000];
const lockPauseMs = 200;
const lockNotAvailable = "55P03";

/**
 * Makes a view anew from the log while its service goes on, beside the view: then compares, and puts
 * right what differs. A row is right or as it was before at every moment, and however it ends.
 */
export class ViewRebuild {
  readonly #options: ViewRebuildOptions;
  #phase: RebuildPhase = "reading";
  #sessions: Sessions | undefined;
  #replay: Replay | undefined;
  #repaired = { done: 0, of: 0 };

  constructor(options: ViewRebuildOptions) {
    this.#options = options;
  }

  get progress(): RebuildProgress {
    const phase = this.#phase;
    const reached = this.#replay?.reached ?? { done: 0, of: 0 };
    return { phase, ...(phase === "repairing" ? this.#repaired : reached) };
  }

  /**
   * Connects, and makes sure that nobody else rebuilds this view. To be followed by `run`, which lets go.
   * @throws {Terminal} `view-rebuild-running` when it is being rebuilt, in whatever process; `view-shared`
   *   when other views write its table
   * @throws {StoreUnavailable} when the database is away
   */
  async claim(): Promise<void> {
    const { database, service, view } = this.#options;
    if (service.views.some((other) => other.table === view.table && other !== view)) {
      throw new Terminal("view-shared", `several views write ${view.table}: it cannot be rebuilt`, {
        status: 409,
      });
    }
    const control = await Session.open({ ...database, name: `${database.name} rebuild` });
    try {
      await claimTable(control, view.table);
      this.#sessions = { control, work: await Session.open(database) };
    } catch (error) {
      await control.close();
      throw error;
    }
  }

  /**
   * @throws what `claim` throws, unless that has been called
   * @throws {StoreUnavailable} when the database goes away; what was not put right yet is as it was
   * @throws the signal's reason when it is aborted
   */
  async run(): Promise<RebuildOutcome> {
    if (this.#sessions === undefined) await this.claim();
    const { signal } = this.#options;
    const { control, work } = this.#open();
    let cancel = (): void => undefined;
    try {
      const [backend] = await work.query<{ pid: number }>("select pg_backend_pid() as pid");
      cancel = () => void control.query(cancelBackend, [backend?.pid]).catch(() => undefined);
      signal.addEventListener("abort", cancel);
      return await this.#rebuild(control, work);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", cancel);
      await Promise.all([work.close(), control.close(), this.#replay?.close()]);
    }
  }

  #open(): Sessions {
    if (this.#sessions === undefined) throw new Error("it was not claimed");
    return this.#sessions;
  }

  async #rebuild(control: Session, work: Session): Promise<RebuildOutcome> {
    const { view, dryRun, tenant } = this.#options;
    const shadow = new Shadow(work, view);
    await shadow.create();
    const replay = this.#replayOf(control, shadow);
    this.#replay = replay;
    await this.#catchUp(replay);
    this.#phase = "comparing";
    await work.query(`analyze ${shadow.table}`);
    await this.#pinSameMoment({ control, work, replay });
    const differing = new DifferingRows(work, view, shadow);
    const differences = await differing.find();
    const examples = await differing.examples(tenant);
    const [counted] = await work.query<{ rows: number }>(
      `select count(*)::int as rows from ${shadow.table}`,
    );
    await work.query("commit");
    const found = differences.missing + differences.different + differences.unexpected;
    if (!dryRun) await this.#repair({ work, replay, differing, found });
    return {
      rows: counted?.rows ?? 0,
      differences,
      examples,
      repaired: dryRun ? 0 : found,
      unreadable: replay.unreadable,
    };
  }

  #replayOf(control: Session, shadow: Shadow): Replay {
    const { service, view, sources } = this.#options;
    const readerOf = (source: string): LogReader => {
      const connection = sources.get(source);
      if (connection === undefined) throw new Error(`there is no log of ${source}`);
      const name = `${connection.name} rebuild`;
      // Without contracts: what is older is lifted by whoever takes it in.
      return new LogReader({ ...connection, name, source, contracts: new Map() });
    };
    if (view.kind === "state") {
      return new StateReplay({ service, view, shadow, reader: readerOf(service.name) });
    }
    const names = new Set(view.on.map(({ source }) => source));
    const readers = new Map([...names].map((name) => [name, readerOf(name)]));
    return new MessageReplay({ consumer: service.name, view, shadow, control, readers });
  }

  /** Reads the log until little is left of it. */
  async #catchUp(replay: Replay): Promise<void> {
    for (let rounds = 0; ; rounds++) {
      const pause = rounds < restingRounds ? this.#rests() : this.#goesOn();
      if ((await replay.round(pause)) <= fewPositions) return;
    }
  }

  /**
   * Brings the shadow to where the view is, and has the session look at both as they are then. The
   * service's batches wait for the last few events and not for the comparison.
   */
  async #pinSameMoment(of: {
    readonly control: Session;
    readonly work: Session;
    readonly replay: Replay;
  }): Promise<void> {
    const { control, work, replay } = of;
    await this.#lockView(control, replay);
    try {
      await replay.round(this.#goesOn());
      await work.query("begin isolation level repeatable read");
      await work.query("select 1");
    } finally {
      await control.query("rollback");
    }
  }

  async #repair(of: {
    readonly work: Session;
    readonly replay: Replay;
    readonly differing: DifferingRows;
    readonly found: number;
  }): Promise<void> {
    const { work, replay, differing, found } = of;
    if (found === 0) return;
    this.#phase = "repairing";
    this.#repaired = { done: 0, of: found };
    const pause = this.#rests();
    for (let from = 1; from <= found; from += repairedAtOnce) {
      const to = Math.min(found, from + repairedAtOnce - 1);
      await this.#catchUp(replay);
      await this.#lockView(work, replay);
      await replay.round(this.#goesOn());
      await differing.repair(from, to);
      await work.query("commit");
      this.#repaired = { done: to, of: found };
      await pause();
    }
  }

  /**
   * Begins a transaction in which nobody else changes the view. Whoever writes a row of it does so before
   * it writes the events or the position of the same batch, so whatever of these can be seen now is in
   * the view, and whatever cannot is not.
   */
  async #lockView(session: Session, replay: Replay): Promise<void> {
    const table = quoted(this.#options.view.table);
    for (let attempt = 0; ; attempt++) {
      const timeoutMs = lockTimeoutsMs[Math.min(attempt, lockTimeoutsMs.length - 1)] ?? 0;
      try {
        await session.query("begin");
        await session.query(`set local lock_timeout = ${timeoutMs}`);
        await session.query(`lock table ${table} in share row exclusive mode`);
        return;
      } catch (error) {
        await session.query("rollback");
        const held =
          error instanceof StoreUnavailable && sqlState(error.cause) === lockNotAvailable;
        if (!held) throw error;
      }
      await delay(lockPauseMs, undefined, { signal: this.#options.signal });
      await this.#catchUp(replay);
    }
  }

  #goesOn(): () => Promise<void> {
    return async () => {
      this.#options.signal.throwIfAborted();
    };
  }

  /** Rests as long as it worked, so that it takes half of a core at most. */
  #rests(): () => Promise<void> {
    const { signal, restShare = 0.5 } = this.#options;
    let since = performance.now();
    return async () => {
      signal.throwIfAborted();
      const workedMs = performance.now() - since;
      const restMs = Math.min(maxRestMs, (workedMs * restShare) / Math.max(0.01, 1 - restShare));
      if (restMs > 0) await delay(restMs, undefined, { signal });
      since = performance.now();
    };
  }
}

/** The lock is the session's, so it is free again when the session ends in whatever way. */
async function claimTable(control: Session, table: string): Promise<void> {
  const [claim] = await control.query<{ mine: boolean }>(
    "select pg_try_advisory_lock(7742, hashtext($1)) as mine",
    [table],
  );
  if (claim?.mine === true) return;
  throw new Terminal("view-rebuild-running", `${table} is being rebuilt already`, { status: 409 });
}

const cancelBackend = "select pg_cancel_backend($1)";
