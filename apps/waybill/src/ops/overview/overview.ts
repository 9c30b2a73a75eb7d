import { Attention, type Clock, type Recorded } from "@waybill/kit";
import Type, { type Static } from "typebox";
import { attentionOf, pauses, troubles, type AttentionSources } from "./attention.ts";
import { flows, serviceStates } from "./flows.ts";
import { OrderMeter } from "./order-meter.ts";

const nullable = (schema: ReturnType<typeof Type.Number>) => Type.Union([schema, Type.Null()]);
const numbers = Type.Array(Type.Number());

/** Everything that the first page shows. */
export const Overview = Type.Object(
  {
    at: Type.String({ format: "date-time" }),
    since: Type.String({ format: "date-time", description: "Totals are counted from then on." }),
    orders: Type.Object({
      windowSeconds: Type.Number({ description: "What rates and latencies are over." }),
      acceptedPerSecond: Type.Number(),
      completedPerSecond: Type.Number(),
      cancelledPerSecond: Type.Number(),
      confirmedP50Ms: nullable(Type.Number()),
      confirmedP99Ms: nullable(Type.Number()),
      accepted: Type.Integer(),
      completed: Type.Integer(),
      cancelled: Type.Integer(),
      reasons: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
      revenue: Type.Array(Type.Object({ amount: Type.Integer(), currency: Type.String() })),
    }),
    series: Type.Object({
      from: Type.Number({ description: "Start of the first step, in milliseconds since 1970." }),
      stepSeconds: Type.Number(),
      accepted: numbers,
      completed: numbers,
      cancelled: numbers,
      confirmedP99Ms: Type.Array(nullable(Type.Number())),
    }),
    services: Type.Array(
      Type.Object({
        name: Type.String(),
        status: Type.Enum(["ok", "degraded"]),
        reasons: Type.Array(Type.String()),
        eventsPerSecond: Type.Number(),
        activities: Type.Array(
          Type.Object({
            name: Type.String(),
            breaker: Type.Enum(["closed", "half-open", "open"]),
            lag: Type.Integer(),
          }),
        ),
      }),
    ),
    flows: Type.Array(
      Type.Object({
        from: Type.String(),
        to: Type.String(),
        consumer: Type.String(),
        topics: Type.Array(Type.String()),
        perSecond: Type.Number(),
        lag: Type.Integer(),
        oldestSeconds: Type.Number(),
      }),
    ),
    attention: Type.Array(Attention),
  },
  { title: "Overview" },
);

/** Tenants whose orders are counted; of further ones the figures stay empty. */
const maxTenants = 200;
/** What needs a person is asked of the databases, so not more often. */
const attentionEveryMs = 5_000;

interface Sources extends AttentionSources {
  /** Events a second by `source/type`, of all processes. */
  readonly rates: { perSecond(now: number): ReadonlyMap<string, number> };
}

interface Asked {
  readonly at: number;
  readonly attention: Promise<readonly Attention[]>;
}

/** Counts orders as their events are committed, so that looking costs no scan of a table. */
export class OverviewDesk {
  readonly #clock: Clock;
  readonly #sources: Sources;
  readonly #since: number;
  readonly #meters = new Map<string, OrderMeter>();
  readonly #asked = new Map<string, Asked>();

  constructor(clock: Clock, sources: Sources) {
    this.#clock = clock;
    this.#sources = sources;
    this.#since = clock.now();
  }

  /** Events that were just committed to one log. */
  record(events: readonly Recorded[]): void {
    if (events[0]?.source !== "orders") return;
    for (const event of events) this.#meterOf(event.meta.tenant)?.record(event);
  }

  async overview(tenant: string): Promise<Static<typeof Overview>> {
    const now = this.#clock.now();
    const { running } = this.#sources;
    const rates = this.#sources.rates.perSecond(now);
    const services = serviceStates(running, rates);
    const meter = this.#meters.get(tenant) ?? new OrderMeter();
    return {
      at: new Date(now).toISOString(),
      since: new Date(this.#since).toISOString(),
      orders: meter.figures(now),
      series: meter.series(now),
      services,
      flows: flows(running, rates),
      attention: [
        ...troubles(services),
        ...pauses(running, tenant),
        ...(await this.#attention(tenant, now)),
      ],
    } as Static<typeof Overview>;
  }

  #attention(tenant: string, now: number): Promise<readonly Attention[]> {
    const asked = this.#asked.get(tenant);
    if (asked !== undefined && now - asked.at < attentionEveryMs) return asked.attention;
    const attention = attentionOf(this.#sources, tenant);
    this.#asked.set(tenant, { at: now, attention });
    // A failure is told once and not kept.
    attention.catch(() => this.#asked.delete(tenant));
    return attention;
  }

  #meterOf(tenant: string): OrderMeter | undefined {
    const known = this.#meters.get(tenant);
    if (known !== undefined || this.#meters.size >= maxTenants) return known;
    const made = new OrderMeter();
    this.#meters.set(tenant, made);
    return made;
  }
}
