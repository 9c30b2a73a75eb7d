import { Terminal, type Clock, type Ids } from "@waybill/kit";
import type { Cause, CauseGroup, DeadLetterTriage, Selection } from "@waybill/postgres";
import type { WatchedService } from "../../system/watched-service.ts";
import { Remembered } from "./remembered.ts";
import type { DeadLetterGroup, ReplayProgress } from "./triage-schemas.ts";

interface Sources {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly running: readonly WatchedService[];
  readonly connected: ReadonlyMap<string, { readonly triage: DeadLetterTriage }>;
}

export interface ServiceSelection {
  readonly service: string;
  readonly selection: Selection;
}

interface ReplayWanted {
  readonly tenant: string;
  readonly selections: readonly ServiceSelection[];
  readonly perSecond: number;
}

/** Groups of one service that are shown; there are as many as there are ways to fail. */
const maxGroups = 100;
/** The money of more keys than this is not added up. */
const maxKeys = 10_000;
/** Each person who looks asks every few seconds; the databases are asked once for all of them. */
const groupsFreshMs = 2_000;
const replaysFreshMs = 500;
/** Of a replay that is meant for one letter: nothing has to be spread. */
const atOnce = 1_000;

/** The dead letters of all services together, for those who look after them. */
export class TriageDesk {
  readonly #sources: Sources;
  readonly #known: Remembered<readonly DeadLetterGroup[]>;
  readonly #replays: Remembered<readonly ReplayProgress[]>;

  constructor(sources: Sources) {
    this.#sources = sources;
    const { clock } = sources;
    this.#known = new Remembered({
      clock,
      freshMs: groupsFreshMs,
      ask: (tenant) => this.#groups(tenant),
    });
    this.#replays = new Remembered({
      clock,
      freshMs: replaysFreshMs,
      ask: (tenant) => this.#progress(tenant),
    });
  }

  /** Largest first. */
  groups(tenant: string): Promise<readonly DeadLetterGroup[]> {
    return this.#known.get(tenant);
  }

  async #groups(tenant: string): Promise<readonly DeadLetterGroup[]> {
    const found = await Promise.all(
      [...this.#sources.connected].map(async ([service, { triage }]) => {
        const groups = await triage.groups(tenant, maxGroups);
        return Promise.all(groups.map((group) => this.#withMoney(tenant, service, group)));
      }),
    );
    return found.flat().toSorted((one, other) => other.letters - one.letters);
  }

  async #withMoney(tenant: string, service: string, group: CauseGroup): Promise<DeadLetterGroup> {
    const keys = await this.#triageOf(service).keys(tenant, group, maxKeys);
    const money = await Promise.all(
      this.#sources.running.map(
        async ({ module, context }) =>
          (await module.moneyBehind?.(context, { tenant, keys })) ?? [],
      ),
    );
    const { since, newest, ...rest } = group;
    return {
      service,
      ...rest,
      since: since.toISOString(),
      newest: newest.toISOString(),
      money: money.flat(),
      moneyOfKeys: keys.length,
    };
  }

  async survey({ tenant, selections }: Omit<ReplayWanted, "perSecond">) {
    const found = await Promise.all(
      selections.map(({ service, selection }) => this.#triageOf(service).survey(tenant, selection)),
    );
    const sum = (pick: (each: (typeof found)[number]) => number): number =>
      found.reduce((total, each) => total + pick(each), 0);
    return {
      letters: sum(({ letters }) => letters),
      keys: sum(({ keys }) => keys),
      behind: sum(({ behind }) => behind),
      waiting: sum(({ waiting }) => waiting),
    };
  }

  /** Service after service, so that the rate is that of all of them. */
  async replay({ tenant, selections, perSecond }: ReplayWanted) {
    const id = this.#sources.ids.make("rpl");
    const now = this.#sources.clock.now();
    let letters = 0;
    for (const { service, selection } of selections) {
      const from = now + (letters * 1_000) / perSecond;
      const order = { id, from, perSecond };
      letters += await this.#triageOf(service).replay(tenant, selection, order);
    }
    this.changed(tenant);
    return { id, letters };
  }

  async drop(tenant: string, chosen: ReadonlyMap<string, readonly number[]>): Promise<number> {
    let dropped = 0;
    for (const [service, ids] of chosen) {
      dropped += await this.#triageOf(service).drop(tenant, ids);
    }
    this.changed(tenant);
    return dropped;
  }

  /** One dead letter, now. @returns whether it was dead */
  async replayOne(tenant: string, service: string, id: number): Promise<boolean> {
    const selections = [{ service, selection: { ids: [id] } }];
    return (await this.replay({ tenant, selections, perSecond: atOnce })).letters === 1;
  }

  /** Whoever has changed something sees it at once. */
  changed(tenant: string): void {
    this.#known.forget(tenant);
    this.#replays.forget(tenant);
  }

  /** The latest, newest first, or one. */
  replays(tenant: string, id?: string): Promise<readonly ReplayProgress[]> {
    return id === undefined ? this.#replays.get(tenant) : this.#progress(tenant, id);
  }

  /** Added up over the services that they touch. */
  async #progress(tenant: string, id?: string): Promise<readonly ReplayProgress[]> {
    const found = await Promise.all(
      [...this.#sources.connected.values()].map(({ triage }) => triage.replays(tenant, id)),
    );
    const byId = new Map<string, ReplayProgress>();
    for (const each of found.flat()) {
      const { letters, waiting, retrying, dead, taken } = each;
      const before = byId.get(each.id);
      byId.set(each.id, {
        id: each.id,
        startedAt: before?.startedAt ?? each.startedAt.toISOString(),
        letters: letters + (before?.letters ?? 0),
        waiting: waiting + (before?.waiting ?? 0),
        retrying: retrying + (before?.retrying ?? 0),
        dead: dead + (before?.dead ?? 0),
        taken: taken + (before?.taken ?? 0),
        handled: letters - waiting - retrying - dead - taken + (before?.handled ?? 0),
      });
    }
    return [...byId.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1)).slice(0, 20);
  }

  /** @throws {Terminal} 404 `dead-letter-not-found` */
  #triageOf(service: string): DeadLetterTriage {
    const triage = this.#sources.connected.get(service)?.triage;
    if (triage !== undefined) return triage;
    throw new Terminal("dead-letter-not-found", `there is no service ${service}: check its name`, {
      status: 404,
    });
  }
}

/** Ids of dead letters by their services. @param ids such as `payments.17` */
export function byService(ids: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const id of ids) {
    const [service = "", number] = id.split(".");
    found.set(service, [...(found.get(service) ?? []), Number(number)]);
  }
  return found;
}

export function selectionsOf(request: {
  readonly ids?: readonly string[];
  readonly cause?: Cause & { readonly service: string };
}): readonly ServiceSelection[] {
  const { ids, cause } = request;
  if (cause !== undefined) return [{ service: cause.service, selection: { cause } }];
  return [...byService(ids ?? [])].map(([service, numbers]) => ({
    service,
    selection: { ids: numbers },
  }));
}
