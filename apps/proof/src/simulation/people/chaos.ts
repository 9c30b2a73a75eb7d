import type { ServiceRuntime } from "@waybill/kit";
import type { Seed } from "@waybill/simulator";
import type { Deployment } from "../processes/deployment.ts";
import { serviceNames, type ServiceName } from "../processes/shop-modules.ts";
import { consumerPaused, worldFaults } from "../profile.ts";
import type { World } from "../world.ts";
import { tenant } from "./desk.ts";

const second = 1_000;
const hour = 3_600 * second;
/** Past every lease. */
const maxPauseMs = 20 * second;
/** Past the deadlines of a checkout's steps. */
const longestPauseMs = 120 * second;

/** Brings on what befalls whole processes, the database, and the outside world. */
export class Chaos {
  readonly #world: World;
  readonly #deployment: Deployment;
  readonly #seed: Seed;
  #paused = 0;

  constructor(world: World, deployment: Deployment) {
    this.#world = world;
    this.#deployment = deployment;
    this.#seed = world.seed.fork("chaos");
  }

  /** Whether somebody still has to resume a consumer. */
  get isAtWork(): boolean {
    return this.#paused > 0;
  }

  /** Until the faults end. @param underWay whether there are orders that could be harmed */
  start(underWay: () => boolean): void {
    const { time, faults } = this.#world;
    time.after(this.#seed.delay(second / 2), () => {
      if (faults.isCalm) return;
      this.#processes(underWay());
      this.#clocks(underWay());
      this.#database();
      this.#outages(underWay());
      this.#consumers(underWay());
      this.start(underWay);
    });
  }

  /**
   * What is broken is mended: clocks are right, disks have room, whoever stood still goes on, and the
   * last old release is replaced.
   */
  end(): void {
    const { server, outages } = this.#world;
    server.isFull = false;
    for (const outage of Object.values(outages)) outage.until = 0;
    for (const { machine, isOld } of this.#deployment.processes) {
      machine.skewMs = 0;
      machine.resume();
      if (isOld) machine.crash();
    }
  }

  #processes(open: boolean): void {
    const { time, faults } = this.#world;
    const { machine } = this.#deployment.any();
    if (machine.isDead) return;
    const underWay = machine.underWay > 0;
    if (faults.strikes(worldFaults.crash, underWay)) machine.crash();
    else if (faults.strikes(worldFaults.pause, underWay)) {
      machine.pause();
      time.after(this.#seed.int(100, maxPauseMs), () => machine.resume());
    } else if (!this.#world.topology.alone && faults.strikes(worldFaults.rebalance, open)) {
      this.#deployment.rescale();
    }
  }

  #clocks(underWay: boolean): void {
    if (!this.#world.faults.strikes(worldFaults.clock, underWay)) return;
    const { machine } = this.#deployment.any();
    machine.skewMs = this.#seed.pick([0, -hour, hour, -second, second, this.#seed.int(-60, 60)]);
  }

  #database(): void {
    const { server, faults, time } = this.#world;
    const underWay = server.underWay > 0;
    if (faults.strikes(worldFaults.restart, underWay))
      server.restart(this.#seed.int(100, 15 * second));
    if (faults.strikes(worldFaults.full, underWay)) {
      server.isFull = true;
      time.after(this.#seed.int(second, 20 * second), () => {
        server.isFull = false;
      });
    }
  }

  #outages(underWay: boolean): void {
    const { outages, faults, time } = this.#world;
    for (const [name, fault] of [
      ["provider", worldFaults.providerOutage],
      ["carrier", worldFaults.carrierOutage],
      ["mail", worldFaults.mailOutage],
    ] as const) {
      if (!faults.strikes(fault, underWay)) continue;
      // An hour now and then: compensations fail for as long.
      const longest = this.#seed.chance(0.03) ? hour : 30 * second;
      outages[name].until = time.now + this.#seed.int(second, longest);
    }
  }
  /** Somebody has a consumer wait, as while a fault is looked for; nobody forgets it. */
  #consumers(underWay: boolean): void {
    const { faults, time } = this.#world;
    if (!faults.strikes(consumerPaused, underWay)) return;
    const service = this.#seed.pick(serviceNames);
    const groups = this.#runtimeOf(service)?.groups ?? new Map<string, unknown>();
    if (groups.size === 0) return;
    const consumer = this.#seed.pick([...groups.keys()]);
    const pause = { since: time.now, by: "an operator", tenant, reason: "a fault is looked for" };
    // Whether it was paused or not: it is resumed.
    this.#runtimeOf(service)
      ?.pause(consumer, pause)
      .catch(() => undefined);
    this.#paused += 1;
    time.after(this.#seed.int(second, longestPauseMs), () => this.#resume(service, consumer));
  }

  #resume(service: ServiceName, consumer: string): void {
    const again = (): unknown =>
      this.#world.time.after(second, () => this.#resume(service, consumer));
    const runtime = this.#runtimeOf(service);
    if (runtime === undefined) again();
    else
      runtime.resume(consumer).then(() => {
        this.#paused -= 1;
      }, again);
  }

  #runtimeOf(service: ServiceName): ServiceRuntime | undefined {
    return this.#deployment.reach(service)?.runtimes.get(service);
  }
}
