import { Backlog } from "./backlog.ts";
import { Replicas } from "./replicas.ts";
import type { NamedPolicy } from "./scalers.ts";
import { SeriesRecorder, type SeriesPoint } from "./series.ts";
import { TraceReader, type Trace } from "./trace.ts";
import { Unusable } from "../failure.ts";

export interface Settings {
  readonly partitions: number;
  /** Messages a second that one replica handles, where the trace does not say. */
  readonly serviceRate: number | undefined;
  /** From the decision for a replica until it takes messages. */
  readonly startSeconds: number;
  /** A partition rests so long when it moves to another replica. */
  readonly takeoverSeconds: number;
  /** How often the lag is looked at. */
  readonly everySeconds: number;
  /** Messages that wait longer are late. */
  readonly ageSeconds: number;
  /** Of a replica for an hour. */
  readonly price: number;
}

export interface Sums {
  readonly replicaHours: number;
  readonly cost: number;
  readonly worstLag: number;
  readonly worstAgeSeconds: number;
  /** Share of the time in which the oldest message waited longer than `ageSeconds`. */
  readonly lateShare: number;
  /** How often the number of replicas was changed. */
  readonly changes: number;
  readonly lagAtEnd: number;
}

export interface Run {
  readonly policy: string;
  readonly about: string;
  readonly sums: Sums;
  readonly series: readonly SeriesPoint[];
}

/**
 * What a policy would have done with a recorded load. A fluid model, second by second: arrivals are spread
 * evenly over the partitions, a replica's rate over its own, and the lag is what has arrived and was not
 * handled. It knows nothing of batches, of keys that are hot, or of a database that all replicas share.
 * @throws {Terminal} `service-rate-missing`
 */
export function simulate(trace: Trace, policy: NamedPolicy, settings: Settings): Run {
  const steps = Math.ceil(trace.endSeconds);
  const backlog = new Backlog({ partitions: settings.partitions, steps, stepSeconds: 1 });
  const scaler = policy.scaler();
  const replicas = new Replicas(settings.partitions, scaler.startReplicas, settings);
  const reader = new TraceReader(trace);
  const tally = new Tally(settings.ageSeconds);
  const recorder = new SeriesRecorder(steps);
  let oldestSeconds = 0;
  for (let nowSeconds = 0; nowSeconds < steps; nowSeconds++) {
    if (nowSeconds % settings.everySeconds === 0) {
      const { count } = replicas;
      const sight = { nowSeconds, replicas: count, lag: backlog.lag, oldestSeconds };
      replicas.scaleTo(scaler.scale(sight).replicas, nowSeconds);
      if (replicas.count !== count) tally.changes++;
    }
    const point = reader.at(nowSeconds);
    backlog.arrive(point.arrivals);
    replicas.work(backlog, { nowSeconds, messages: rateOf(point, settings) });
    oldestSeconds = backlog.oldestSeconds();
    const { lag } = backlog;
    tally.step({ replicas: replicas.count, lag, oldestSeconds });
    recorder.step({ arrivals: point.arrivals, replicas: replicas.count, lag, oldestSeconds });
  }
  const { name, about } = policy;
  const sums = tally.sums(settings.price, steps);
  return { policy: name, about, sums, series: recorder.points() };
}

function rateOf(
  { serviceRate, seconds }: { readonly serviceRate?: number; readonly seconds: number },
  settings: Settings,
): number {
  const rate = serviceRate ?? settings.serviceRate;
  if (rate !== undefined) return rate;
  throw new Unusable(
    "service-rate-missing",
    `the trace does not say at second ${seconds} how much a replica handles; give --service-rate <messages a second>`,
  );
}

class Tally {
  readonly #ageSeconds: number;
  #replicaSeconds = 0;
  #worstLag = 0;
  #worstAgeSeconds = 0;
  #lateSeconds = 0;
  #lag = 0;
  changes = 0;

  constructor(ageSeconds: number) {
    this.#ageSeconds = ageSeconds;
  }

  step({
    replicas,
    lag,
    oldestSeconds,
  }: {
    readonly replicas: number;
    readonly lag: number;
    readonly oldestSeconds: number;
  }): void {
    this.#replicaSeconds += replicas;
    this.#worstLag = Math.max(this.#worstLag, lag);
    this.#worstAgeSeconds = Math.max(this.#worstAgeSeconds, oldestSeconds);
    if (oldestSeconds > this.#ageSeconds) this.#lateSeconds++;
    this.#lag = lag;
  }

  sums(price: number, seconds: number): Sums {
    const replicaHours = this.#replicaSeconds / 3_600;
    return {
      replicaHours,
      cost: replicaHours * price,
      worstLag: Math.round(this.#worstLag),
      worstAgeSeconds: this.#worstAgeSeconds,
      lateShare: this.#lateSeconds / seconds,
      changes: this.changes,
      lagAtEnd: Math.round(this.#lag),
    };
  }
}
