import { rowSlot, rowTypes, sourceOf, Terminal, type Clock, type Service } from "@waybill/kit";
import type { ConsumerAdmin, ConsumerRow, ConsumerStand } from "@waybill/postgres";
import { GroupLogs, nothing, type OpenedLog } from "./group-logs.ts";
import { groupOf, type Group } from "./group-report.ts";
import { heardBy, type Heard } from "./heard.ts";
import { planMoves, type Moves, type PlannedMove } from "./reset-plan.ts";
import type { ResetTarget } from "./reset-target.ts";

/** A service, with its database opened for each use. */
export interface GroupService extends OpenedLog {
  readonly service: Service;
  readonly admin: ConsumerAdmin;
}

export interface ResetRequest {
  readonly group: string;
  readonly target: ResetTarget;
  /** Only what it reads of this service; all of them unless told. */
  readonly source?: string | undefined;
}

export interface ResetPlan {
  readonly group: string;
  readonly kind: Heard["kind"] | "unknown";
  readonly members: readonly string[];
  readonly partitions: readonly (PlannedMove & {
    /** Messages that are handled once more; null when this release does not know what the group takes. */
    readonly again: number | null;
    /** Messages that it will never handle. */
    readonly passedOver: number | null;
  })[];
  /** Parked messages that are let go, since they come again from the log. */
  readonly unparked: number;
  /** Messages that a person has edited and that come again as the log has them. */
  readonly edited: number;
  readonly resets: Moves["resets"];
}

/** A group with all that its database says of it. */
interface Found {
  readonly name: string;
  readonly own: GroupService;
  readonly heard: Heard | undefined;
  readonly rows: readonly ConsumerRow[];
  readonly stand: ConsumerStand;
}

/** The consumers of services for operators. Their truth are the databases: it works whether a server runs or not. */
export class GroupDesk {
  readonly #services: readonly GroupService[];
  readonly #logs: GroupLogs;
  readonly #clock: Clock;

  constructor(services: readonly GroupService[], clock: Clock) {
    this.#services = services;
    this.#logs = new GroupLogs(new Map(services.map((each) => [each.service.name, each])));
    this.#clock = clock;
  }

  /** By name; those that have never run are not there. */
  async list(): Promise<readonly Group[]> {
    return this.#reported(await this.#findAll());
  }

  /** @throws {Terminal} `group-not-found` */
  async find(name: string): Promise<Group> {
    const [group] = await this.#reported([await this.#found(name)]);
    if (group === undefined) throw new Error(`nothing was found out about ${name}`);
    return group;
  }

  /**
   * What a reset would do; nothing is changed.
   * @throws {Terminal} `group-not-found`, `reset-source-invalid`, `reset-target-invalid`
   */
  async plan({ group, target, source }: ResetRequest): Promise<ResetPlan> {
    const found = await this.#found(group);
    const { heard, rows, own, stand } = found;
    const targets = await this.#targets(found, target, source);
    const types = rowTypes(rows, heard?.contracts ?? []);
    const { moves, resets, spans } = planMoves(rows, types, targets);
    const counts = await this.#logs.count(spans);
    const countOf = (move: PlannedMove, isBack: boolean): number | null =>
      heard === undefined
        ? null
        : spans.reduce((sum, span, index) => {
            const isOurs = span.isBack === isBack && rowSlot(span.move) === rowSlot(move);
            return isOurs ? sum + (counts[index]?.events ?? 0) : sum;
          }, 0);
    const back = [...targets].map(([log, position]) => ({ source: log, position }));
    const { parked, edited } = await own.admin.messagesBehind(group, back);
    return {
      group,
      kind: heard?.kind ?? "unknown",
      members: membersOf(stand, group).map(({ owner }) => owner),
      partitions: moves.map((move) => ({
        ...move,
        again: countOf(move, true),
        passedOver: countOf(move, false),
      })),
      unparked: parked,
      edited,
      resets,
    };
  }

  /**
   * Carries a plan out: all of it, or nothing.
   * @returns parked messages that were let go
   * @throws {Terminal} `group-active`; `Retryable` `group-changed` when it is not as it was planned for
   */
  async carryOut({ group, members, resets }: ResetPlan): Promise<number> {
    if (members.length > 0) {
      throw new Terminal(
        "group-active",
        `group ${group} has ${members.length} active member(s): ${members.join(", ")}; stop the processes of its service, and wait the five seconds that a lease lasts if they were killed`,
        { status: 409 },
      );
    }
    const { own } = await this.#found(group);
    return own.admin.reset(group, resets);
  }

  async #targets(
    { rows }: Found,
    target: ResetTarget,
    source: string | undefined,
  ): Promise<ReadonlyMap<string, number>> {
    const all = sourcesOf(rows);
    const wanted = source === undefined ? all : all.filter((each) => each === source);
    if (wanted.length === 0) {
      throw new Terminal(
        "reset-source-invalid",
        `--source is "${source ?? ""}"; the group reads ${all.join(", ")}`,
      );
    }
    if (target.to === "position" && wanted.length > 1) {
      throw new Terminal(
        "reset-source-invalid",
        `a position is one of a single log, and the group reads ${all.join(", ")}; say which with --source`,
      );
    }
    const places = wanted.map(async (log) => [log, await this.#logs.placeOf(log, target)] as const);
    return new Map(await Promise.all(places));
  }

  async #found(name: string): Promise<Found> {
    const all = await this.#findAll();
    const found = all.find((each) => each.name === name);
    if (found !== undefined) return found;
    const names = all.map((each) => each.name).join(", ");
    throw new Terminal(
      "group-not-found",
      `there is no group ${name}; ${names === "" ? "none has run yet" : `there are ${names}`}`,
      { status: 404 },
    );
  }

  async #findAll(): Promise<readonly Found[]> {
    const found = await Promise.all(
      this.#services.map(async (own) => {
        const stand = await own.admin.stand();
        const heard = heardBy(own.service);
        return [...Map.groupBy(stand.rows, ({ consumer }) => consumer)].map(
          ([name, rows]): Found => ({ name, own, heard: heard.get(name), rows, stand }),
        );
      }),
    );
    return found.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #reported(all: readonly Found[]): Promise<readonly Group[]> {
    const heads = await this.#logs.heads(new Set(all.flatMap(({ rows }) => sourcesOf(rows))));
    const typed = all.flatMap(({ name, heard, rows }) =>
      rowTypes(rows, heard?.contracts ?? []).map((each) => {
        const source = sourceOf(each.row.channel);
        return { ...each, name, source, partition: each.row.partition, after: each.readTo };
      }),
    );
    const counts = await this.#logs.count(
      typed.map((each) => ({ ...each, upTo: heads.get(each.source) ?? 0 })),
    );
    const waiting = typed.map((each, index) => ({ ...each, ...(counts[index] ?? nothing) }));
    const now = this.#clock.now();
    return all.map(({ name, own, heard, rows, stand }) =>
      groupOf({
        group: name,
        service: own.service.name,
        kind: heard?.kind,
        rows,
        members: membersOf(stand, name),
        paused: stand.pauses.get(name),
        parkedKeys: stand.parkedKeys.get(name) ?? 0,
        heads,
        waiting: waiting.filter((each) => each.name === name),
        now,
      }),
    );
  }
}

function membersOf(stand: ConsumerStand, group: string): ConsumerStand["members"] {
  return stand.members.filter(({ consumer }) => consumer === group);
}

/** The logs that rows are of. */
function sourcesOf(rows: readonly ConsumerRow[]): readonly string[] {
  return [...new Set(rows.map(({ channel }) => sourceOf(channel)))].sort();
}
