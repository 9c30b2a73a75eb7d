import {
  HttpError,
  relayConsumer,
  sourceOf,
  type Clock,
  type ConsumerGroup,
  type ConsumerPause,
} from "@waybill/kit";
import type { ConsumerPosition, ConsumerPositions, EventLog } from "@waybill/postgres";
import { lagByChannel, totalLag } from "../../system/lag-by-channel.ts";
import type { WatchedService } from "../../system/watched-service.ts";
import type { Consumer, ConsumerDetail } from "./consumer-schemas.ts";
import { LagHistory } from "./lag-history.ts";

interface Sources {
  readonly clock: Clock;
  readonly running: readonly WatchedService[];
  readonly connected: ReadonlyMap<
    string,
    { readonly positions: ConsumerPositions; readonly log: EventLog }
  >;
}

/** What the databases say of all consumers. */
interface Stand {
  readonly positions: readonly ConsumerPosition[];
  readonly heads: ReadonlyMap<string, number>;
}

/** Each person who looks asks every few seconds; the databases are asked once for all of them. */
const standEveryMs = 1_000;

/**
 * The consumers of all services: what their members said with their last beats, in whatever process
 * they are, and where the databases say that they stand.
 */
export class ConsumerDesk {
  readonly #sources: Sources;
  readonly #history = new LagHistory();
  #cancel: () => void = () => undefined;
  #stand: { readonly at: number; readonly stand: Promise<Stand> } | undefined;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Begins to write down how far the consumers are behind. */
  start(): void {
    const { clock, running } = this.#sources;
    const lags = running.flatMap(({ runtime }) =>
      [...runtime.groups].map(
        ([consumer, group]) => [consumer, totalLag(lagsOf(group).values())] as const,
      ),
    );
    this.#history.record(new Map(lags), clock.now());
    this.#cancel = clock.after(this.#history.stepMs, () => {
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  async list(tenant: string): Promise<readonly Consumer[]> {
    const stand = await this.#standNow();
    return this.#sources.running.flatMap((service) =>
      service.runtime.inboxes.map(({ consumer }) => shown({ consumer, service, tenant, stand })),
    );
  }

  /** @throws HttpError 404 `consumer-not-found` */
  async find(tenant: string, consumer: string): Promise<ConsumerDetail> {
    const service = this.#serviceOf(consumer);
    const stand = await this.#standNow();
    const history = this.#history.of(consumer);
    return {
      ...shown({ consumer, service, tenant, stand }),
      history: {
        from: history.from,
        stepSeconds: this.#history.stepMs / 1_000,
        messages: [...history.messages],
        seconds: [...history.seconds],
      },
    };
  }

  /** @throws HttpError 404 `consumer-not-found` */
  async pause(consumer: string, pause: Omit<ConsumerPause, "since">): Promise<void> {
    const { runtime } = this.#serviceOf(consumer);
    await runtime.pause(consumer, { ...pause, since: this.#sources.clock.now() });
  }

  /** @throws HttpError 404 `consumer-not-found` */
  async resume(consumer: string): Promise<void> {
    await this.#serviceOf(consumer).runtime.resume(consumer);
  }

  #serviceOf(consumer: string): WatchedService {
    const { running } = this.#sources;
    const found = running.find(({ runtime }) =>
      runtime.inboxes.some((inbox) => inbox.consumer === consumer),
    );
    if (found !== undefined) return found;
    const all = running.flatMap(({ runtime }) => runtime.inboxes.map((inbox) => inbox.consumer));
    throw new HttpError(
      "consumer-not-found",
      `There is no consumer ${consumer}. There are: ${all.join(", ")}.`,
      { status: 404 },
    );
  }

  #standNow(): Promise<Stand> {
    const now = this.#sources.clock.now();
    if (this.#stand !== undefined && now - this.#stand.at < standEveryMs) return this.#stand.stand;
    const stand = this.#read();
    this.#stand = { at: now, stand };
    // A failure is told once and not kept.
    stand.catch(() => {
      this.#stand = undefined;
    });
    return stand;
  }

  async #read(): Promise<Stand> {
    const read = await Promise.all(
      [...this.#sources.connected].map(async ([service, { positions, log }]) => ({
        positions: await positions.list(),
        head: [service, await log.head()] as const,
      })),
    );
    return {
      positions: read.flatMap(({ positions }) => positions),
      heads: new Map(read.map(({ head }) => head)),
    };
  }
}

const noGroup: ConsumerGroup = { members: [], pause: undefined };

function shown(of: {
  readonly consumer: string;
  readonly service: WatchedService;
  readonly tenant: string;
  readonly stand: Stand;
}): Consumer {
  const { consumer, service, tenant, stand } = of;
  const { runtime } = service;
  const group = runtime.groups.get(consumer) ?? noGroup;
  const positions = stand.positions.filter((each) => each.consumer === consumer);
  const lags = lagsOf(group);
  const members = membersOf(group, positions);
  return {
    consumer,
    service: runtime.service.name,
    kind: kindOf(consumer, runtime.service.name),
    status: statusOf(group),
    pause: pauseOf(group, tenant),
    ...totalLag(lags.values()),
    parkedKeys: group.members.reduce((sum, { report }) => sum + (report?.parkedKeys ?? 0), 0),
    handled: members.reduce((sum, { handled }) => sum + handled, 0),
    failed: members.reduce((sum, { failed }) => sum + failed, 0),
    sources: [...Map.groupBy(positions, ({ channel }) => channel)].map(([channel, partitions]) => ({
      channel,
      source: sourceOf(channel),
      head: stand.heads.get(sourceOf(channel)) ?? 0,
      messages: lags.get(channel)?.messages ?? 0,
      seconds: lags.get(channel)?.seconds ?? 0,
      partitions: partitions.map(({ partition, position, epoch, owner }) => ({
        partition,
        position,
        epoch,
        owner,
      })),
    })),
    members,
  };
}

function kindOf(consumer: string, service: string): Consumer["kind"] {
  if (consumer === service) return "reactions";
  return consumer === relayConsumer(service) ? "relay" : "activity";
}

function membersOf(
  { members }: ConsumerGroup,
  positions: readonly ConsumerPosition[],
): Consumer["members"] {
  return members.map(({ owner, joinedAt, beatAt, report }) => {
    const owned = positions.filter((each) => each.owner === owner);
    return {
      owner,
      joinedAt: new Date(joinedAt).toISOString(),
      lastBeatAt: new Date(beatAt).toISOString(),
      partitions: [...new Set(owned.map(({ partition }) => partition))],
      handled: report?.handled ?? 0,
      failed: report?.failed ?? 0,
    };
  });
}

function statusOf({ pause, members }: ConsumerGroup): Consumer["status"] {
  if (pause !== undefined) return "paused";
  return members.some(({ report }) => report?.isPaused === true) ? "failing" : "running";
}

function pauseOf({ pause }: ConsumerGroup, tenant: string): Consumer["pause"] {
  if (pause === undefined) return null;
  const isOwn = pause.tenant === tenant;
  return {
    since: new Date(pause.since).toISOString(),
    by: isOwn ? pause.by : null,
    reason: isOwn ? pause.reason : null,
  };
}

function lagsOf({ members }: ConsumerGroup): ReturnType<typeof lagByChannel> {
  return lagByChannel(members.flatMap(({ report }) => report?.lag ?? []));
}
