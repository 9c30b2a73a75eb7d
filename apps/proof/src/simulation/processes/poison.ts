import { keyOf, Terminal, type Recorded, type ServiceModule } from "@waybill/kit";
import type { Faults, Seed } from "@waybill/simulator";
import { worldFaults } from "../profile.ts";

type Ailment = "none" | "terminal" | "passing";

/** Messages that a handler cannot handle, as after a bad release: until the faults end, which is the fix. */
export class Poison {
  readonly #faults: Faults;
  readonly #seed: Seed;
  readonly #ailments = new Map<string, Ailment>();

  constructor(faults: Faults, seed: Seed) {
    this.#faults = faults;
    this.#seed = seed;
  }

  /** The module with reactions that now and then throw for a kind of message of some key. */
  in(module: ServiceModule): ServiceModule {
    const { service } = module;
    if (this.#faults.rate(worldFaults.poison) === 0) return module;
    const reactions = service.reactions.map((each) => ({
      ...each,
      command: (message: Recorded) => {
        this.#swallow(`${service.name} ${keyOf(message.stream)} ${message.type}`);
        return each.command(message);
      },
    }));
    return { ...module, service: { ...service, reactions } };
  }

  #swallow(name: string): void {
    if (this.#faults.isCalm) return;
    const ailment = this.#ailments.get(name) ?? this.#draw();
    this.#ailments.set(name, ailment);
    if (ailment === "none") return;
    this.#faults.note(worldFaults.poison);
    if (ailment === "terminal") throw new Terminal("store-refused", `${name} is poison`);
    throw new Error(`${name} cannot be handled`);
  }

  #draw(): Ailment {
    if (!this.#seed.chance(this.#faults.rate(worldFaults.poison))) return "none";
    return this.#seed.chance(0.5) ? "terminal" : "passing";
  }
}
