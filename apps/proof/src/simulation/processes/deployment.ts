import type { Seed } from "@waybill/simulator";
import type { World } from "../world.ts";
import { serviceNames, type ServiceName } from "./shop-modules.ts";
import { ShopProcess } from "./shop-process.ts";

/** A place where a process runs; whoever runs there is started again when it is gone. */
interface Place {
  readonly services: readonly ServiceName[];
  process: ShopProcess;
}

/** Up to so long a process is away after a crash. */
const maxRestartMs = 5_000;

/** The processes of the shop, and what keeps them running. */
export class Deployment {
  readonly #world: World;
  readonly #seed: Seed;
  readonly #places: Place[] = [];
  #started = 0;

  constructor(world: World) {
    this.#world = world;
    this.#seed = world.seed.fork("deployment");
  }

  start(): void {
    const { alone, replicas } = this.#world.topology;
    if (alone) this.#open(serviceNames);
    else for (const name of serviceNames) for (let n = 0; n < replicas; n++) this.#open([name]);
  }

  get processes(): readonly ShopProcess[] {
    return this.#places.map(({ process }) => process);
  }

  /** A process of a service that answers requests; `undefined` while there is none. */
  reach(service: ServiceName): ShopProcess | undefined {
    const ready = this.processes.filter((each) => each.isReady && each.names.includes(service));
    return ready.length === 0 ? undefined : this.#seed.pick(ready);
  }

  any(): ShopProcess {
    return this.#seed.pick(this.processes);
  }

  /** A service gets another process, or one of its processes ends in good order. */
  rescale(): void {
    const { alone, replicas } = this.#world.topology;
    if (alone) return;
    const name = this.#seed.pick(serviceNames);
    const places = this.#places.filter(({ services }) => services.includes(name));
    const last = places.at(-1);
    if (places.length <= replicas || last === undefined) {
      this.#open([name]);
      return;
    }
    this.#places.splice(this.#places.indexOf(last), 1);
    if (!last.process.machine.isDead) last.process.stop().catch(() => undefined);
  }

  #open(services: readonly ServiceName[]): void {
    const place: Place = { services, process: this.#run(services) };
    this.#places.push(place);
    this.#keep(place);
  }

  #keep(place: Place): void {
    place.process.machine.onCrash(() => {
      if (!this.#places.includes(place)) return;
      const awayMs = this.#seed.int(50, maxRestartMs);
      this.#world.time.after(this.#world.faults.isCalm ? 50 : awayMs, () => {
        if (!this.#places.includes(place)) return;
        place.process = this.#run(place.services);
        this.#keep(place);
      });
    });
  }

  #run(services: readonly ServiceName[]): ShopProcess {
    this.#started += 1;
    const name = `${services.length === 1 ? services[0] : "waybill"}-${this.#started}`;
    const process = new ShopProcess(this.#world, { name, services });
    // Failing to start is like crashing: whoever keeps it running tries again.
    process.start().catch(() => process.machine.crash());
    return process;
  }
}
