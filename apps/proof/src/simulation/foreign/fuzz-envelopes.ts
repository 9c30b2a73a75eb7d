import { profileOf, worldFaults, type Profile, type ProfileOptions } from "../profile.ts";
import type { FoundIn } from "../simulate-many.ts";
import { simulate } from "../simulate.ts";
import { ConsumerDelays } from "./consumer-delays.ts";
import { foreignMessage } from "./foreign-rate.ts";
import type { KindCount } from "./foreign-watch.ts";

/** Envelopes a second, in every world. */
export const envelopesPerSecond = 1.5;
export const ordersPerHour = 60;
/**
 * What a process has just written itself it hands on at once, but not past what a stranger has put in
 * between: that is read when the bus notices it. Of such waits one in a hundred is five times the mean.
 */
const noticeFactor = 5;
/** What befalls whole processes is drawn each second; a world here lasts an hour and not a minute. */
const rareShare = 0.02;
const everySecond: ReadonlySet<string> = new Set(
  Object.values(worldFaults).filter(
    (name) => name !== worldFaults.poison && name !== worldFaults.mixed,
  ),
);

export interface EnvelopeFuzzOptions extends ProfileOptions {
  /** Of the first world; each further one has the next. */
  readonly seed: number;
  /** Virtual hours of consumption that are to be seen. */
  readonly hours: number;
  readonly ordersPerWorld: number;
  readonly progress?: (hours: number) => void;
}

export interface EnvelopeFuzzReport {
  readonly seed: number;
  readonly worlds: number;
  readonly virtualHours: number;
  readonly seconds: number;
  readonly orders: number;
  readonly completed: number;
  readonly envelopes: number;
  /** An envelope that several consumers want counts once for each. */
  readonly byKind: Readonly<Record<string, KindCount>>;
  readonly byConsumer: Readonly<Record<string, KindCount>>;
  /** By kind and code of the dead letter, with one of the causes given. */
  readonly causes: Readonly<Record<string, string>>;
  /** The 99th percentile of how long the shop's own messages take, in the worst world, with and without. */
  readonly p99Ms: { readonly withEnvelopes: number; readonly without: number };
  readonly violations: readonly FoundIn[];
  /** `unknown`: nothing was completed, or no envelope came to be a dead letter. */
  readonly verdict: "passed" | "failed" | "unknown";
}

/** Worlds of odd seeds have all the other faults, too; those of even ones show what envelopes do alone. */
export function fuzzProfile(seed: number, { only }: ProfileOptions = {}): Profile {
  const wanted = seed % 2 === 0 ? new Set([foreignMessage]) : only;
  const chosen = only === undefined || wanted === undefined ? wanted : wanted.intersection(only);
  const base = profileOf(seed, chosen === undefined ? {} : { only: chosen });
  const faults = Object.fromEntries(
    Object.entries(base.faults).map(([name, rate]) => [
      name,
      everySecond.has(name) ? rate * rareShare : rate,
    ]),
  );
  const rate = only === undefined || only.has(foreignMessage) ? envelopesPerSecond : 0;
  return {
    ...base,
    faults: { ...faults, [foreignMessage]: rate },
    customers: { ...base.customers, rate: ordersPerHour / 3_600 },
  };
}

/** One world after the other, until there were enough hours or something is broken. */
export async function fuzzEnvelopes(options: EnvelopeFuzzOptions): Promise<EnvelopeFuzzReport> {
  const began = performance.now();
  const total = new Total();
  for (let seed = options.seed; total.hours < options.hours; seed++) {
    await total.add(seed, options);
    options.progress?.(total.hours);
    if (total.violations.length > 0) break;
  }
  return total.report(options.seed, (performance.now() - began) / 1_000);
}

class Total {
  readonly violations: FoundIn[] = [];
  hours = 0;
  #worlds = 0;
  #orders = 0;
  #completed = 0;
  readonly #byKind: Record<string, KindCount> = {};
  readonly #byConsumer: Record<string, KindCount> = {};
  readonly #causes = new Map<string, string>();
  #envelopes = 0;
  #worst = { withEnvelopes: 0, without: 0 };

  async add(seed: number, options: EnvelopeFuzzOptions): Promise<void> {
    const profile = fuzzProfile(seed, options);
    const { simulation, p99Ms } = await measured({ seed, profile, options });
    const { foreign } = simulation;
    this.#worlds += 1;
    this.hours += simulation.virtualMs / 3_600_000;
    this.#orders += simulation.orders;
    this.#completed += simulation.completed;
    this.#envelopes += foreign.envelopes;
    sum(
      this.#byKind,
      foreign.count(({ kind }) => kind),
    );
    sum(
      this.#byConsumer,
      foreign.count((_, consumer) => consumer),
    );
    for (const [name, cause] of foreign.causes) this.#causes.set(name, cause);
    for (const finding of simulation.violations) this.violations.push({ seed, ...finding });
    if (seed % 2 === 0) await this.#compare({ seed, profile, options }, p99Ms);
  }

  /** The same world without envelopes tells what they cost those whom they do not concern: no more than twice. */
  async #compare(world: WorldOptions, withEnvelopes: number): Promise<void> {
    const faults = { ...world.profile.faults, [foreignMessage]: 0 };
    const twin = await measured({ ...world, profile: { ...world.profile, faults } });
    const without = twin.p99Ms;
    if (withEnvelopes - without > this.#worst.withEnvelopes - this.#worst.without)
      this.#worst = { withEnvelopes, without };
    const noticedMs = noticeFactor * world.profile.topology.noticeMs;
    if (withEnvelopes <= 2 * without + noticedMs) return;
    this.violations.push({
      seed: world.seed,
      check: "T",
      problem: "others-held-up",
      message: `one in a hundred messages took over ${withEnvelopes} ms, and over ${without} ms without envelopes`,
    });
  }

  report(seed: number, seconds: number): EnvelopeFuzzReport {
    const parked = Object.values(this.#byKind).some((count) => count.parked > 0);
    const shown = this.#completed > 0 && parked;
    return {
      seed,
      worlds: this.#worlds,
      virtualHours: this.hours,
      seconds,
      orders: this.#orders,
      completed: this.#completed,
      envelopes: this.#envelopes,
      byKind: this.#byKind,
      byConsumer: this.#byConsumer,
      causes: Object.fromEntries(this.#causes),
      p99Ms: this.#worst,
      violations: this.violations,
      verdict: this.violations.length > 0 ? "failed" : shown ? "passed" : "unknown",
    };
  }
}

interface WorldOptions {
  readonly seed: number;
  readonly profile: Profile;
  readonly options: EnvelopeFuzzOptions;
}

async function measured({ seed, profile, options }: WorldOptions) {
  let delays: ConsumerDelays | undefined;
  const simulation = await simulate({
    seed,
    orders: options.ordersPerWorld,
    profile,
    prepared: (world) => {
      delays = new ConsumerDelays(world);
    },
  });
  return { simulation, p99Ms: delays?.quantile(0.99) ?? 0 };
}

function sum(total: Record<string, KindCount>, more: Readonly<Record<string, KindCount>>): void {
  for (const [name, { sent, ignored, parked, handled }] of Object.entries(more)) {
    const known = (total[name] ??= { sent: 0, ignored: 0, parked: 0, handled: 0 });
    known.sent += sent;
    known.ignored += ignored;
    known.parked += parked;
    known.handled += handled;
  }
}
