import type { Finding } from "@waybill/checker";
import type { FaultCount } from "@waybill/simulator";
import { profileOf } from "./profile.ts";
import type { WorldReport } from "./simulate.ts";
import { Worlds, type WorldsOptions } from "./worlds.ts";

export interface ManyOptions extends WorldsOptions {
  /** Of the first world; each further one has the next. */
  readonly seed: number;
  /** Orders that are to be taken; what is refused for good does not count. */
  readonly orders: number;
  /** Stops after so many milliseconds of the wall clock, whatever is left. */
  readonly limitMs?: number;
  readonly progress?: (orders: number) => void;
}

/** A broken promise and the world that it was found in. */
export interface FoundIn extends Finding {
  readonly seed: number;
}

export interface ManyReport {
  readonly seed: number;
  readonly worlds: number;
  readonly orders: number;
  readonly completed: number;
  readonly events: number;
  readonly virtualHours: number;
  readonly faults: Readonly<Record<string, FaultCount>>;
  /** Faults that should have struck and harmed nothing that was under way. */
  readonly missed: readonly string[];
  readonly violations: readonly FoundIn[];
  /** `unknown`: nothing was completed, or some fault never hit anything, so nothing was shown. */
  readonly verdict: WorldReport["verdict"];
  /** Digests of the worlds' histories, when they were asked for. */
  readonly histories: readonly string[];
  readonly seconds: number;
}

/**
 * Worlds in the order of their seeds, until there were enough orders or something is broken. What comes of
 * them is the same on one thread and on many.
 */
export async function simulateMany(options: ManyOptions): Promise<ManyReport> {
  const { seed, orders, limitMs, progress } = options;
  const began = performance.now();
  const total = new Total();
  const worlds = new Worlds(options);
  try {
    for (let world = seed; total.orders < orders; world++) {
      const report = await worlds.run(world, orders - total.orders).catch((error: unknown) => {
        throw new Error(`the world of seed ${world} could not be carried to its end`, {
          cause: error,
        });
      });
      total.add(report, { seed: world, rates: profileOf(world, options).faults });
      progress?.(total.orders);
      if (total.violations.length > 0) break;
      if (limitMs !== undefined && performance.now() - began > limitMs) break;
    }
  } finally {
    await worlds.close();
  }
  return total.report(seed, (performance.now() - began) / 1000);
}

class Total {
  orders = 0;
  readonly violations: FoundIn[] = [];
  #worlds = 0;
  #completed = 0;
  #events = 0;
  #virtualMs = 0;
  readonly #histories: string[] = [];
  readonly #faults: Record<string, FaultCount> = {};
  readonly #expected = new Set<string>();

  add(simulation: WorldReport, from: { readonly seed: number; readonly rates: object }): void {
    this.#worlds += 1;
    this.orders += simulation.orders;
    this.#completed += simulation.completed;
    this.#events += simulation.events;
    this.#virtualMs += simulation.virtualMs;
    if (simulation.history !== undefined) this.#histories.push(simulation.history);
    for (const [name, rate] of Object.entries(from.rates)) if (rate > 0) this.#expected.add(name);
    for (const [name, { count, hit }] of simulation.faults) {
      const known = this.#faults[name] ?? { count: 0, hit: 0 };
      this.#faults[name] = { count: known.count + count, hit: known.hit + hit };
    }
    for (const finding of simulation.violations)
      this.violations.push({ seed: from.seed, ...finding });
  }

  report(seed: number, seconds: number): ManyReport {
    const missed = [...this.#expected].filter((name) => (this.#faults[name]?.hit ?? 0) === 0);
    const shown = this.#completed > 0 && missed.length === 0;
    return {
      seed,
      worlds: this.#worlds,
      orders: this.orders,
      completed: this.#completed,
      events: this.#events,
      virtualHours: this.#virtualMs / 3_600_000,
      faults: this.#faults,
      missed,
      violations: this.violations,
      verdict: this.violations.length > 0 ? "failed" : shown ? "passed" : "unknown",
      histories: this.#histories,
      seconds,
    };
  }
}
