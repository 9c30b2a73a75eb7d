import type { Contract, Decider, Service, ServiceModule, View } from "@waybill/kit";
import type { Faults, Seed, ServiceDisk } from "@waybill/simulator";
import { worldFaults } from "../profile.ts";

const share = 0.3;

/**
 * The next release of some contracts: a field more, and an upcast for what was written before. Old
 * releases run beside it until the faults end, which is when the last of them is upgraded.
 */
export class Versions {
  readonly #next = new Map<string, Contract>();
  readonly #faults: Faults;
  #upgraded = false;

  /** @param services as the present release has them */
  constructor(services: readonly Service[], { faults, seed }: { faults: Faults; seed: Seed }) {
    this.#faults = faults;
    if (faults.rate(worldFaults.mixed) === 0) return;
    for (const { events } of services) {
      for (const [type, contract] of events)
        if (seed.chance(share)) this.#next.set(type, this.#raised(contract));
    }
  }

  /** Whether a process that starts now is of the old release: where there is one, never again after an upgrade. */
  startsOld(alone: boolean): boolean {
    const old = this.#faults.strikes(worldFaults.mixed, false) && !(alone && this.#upgraded);
    if (!old) this.#upgraded = true;
    return old;
  }

  /** Counts the messages that an old release cannot read yet: they wait for the upgrade. */
  watch(disk: ServiceDisk): void {
    disk.watch((_, { parks }) => {
      for (const { error } of parks)
        if (error.includes("newer than version")) this.#faults.note(worldFaults.mixed);
    });
  }

  /** The next release of a service. It writes new events, and reads old ones. */
  next(service: Service): Service {
    if (this.#next.size === 0) return service;
    const deciders = new Map(
      [...service.deciders].map(([category, decider]) => [category, this.#writing(decider)]),
    );
    const to = <Part extends { readonly to: Decider }>(part: Part): Part => ({
      ...part,
      to: deciders.get(part.to.category) ?? part.to,
    });
    return {
      ...this.reading(service),
      deciders,
      reactions: this.reading(service).reactions.map(to),
      activities: this.reading(service).activities.map(to),
    };
  }

  /** A service that can read the next release's events and writes this one's. */
  reading(service: Service): Service {
    return {
      ...service,
      reactions: service.reactions.map((each) => ({ ...each, on: this.#of(each.on) })),
      activities: service.activities.map((each) => ({
        ...each,
        on: each.on.map((contract) => this.#of(contract)),
      })),
      views: service.views.map((view): View =>
        view.kind === "message"
          ? { ...view, on: view.on.map((contract) => this.#of(contract)) }
          : view,
      ),
      events: new Map([...service.events].map(([type, contract]) => [type, this.#of(contract)])),
    };
  }

  /** The module of the release that its process is of. */
  in(module: ServiceModule, { old, alone }: { old: boolean; alone: boolean }): ServiceModule {
    if (!old) return { ...module, service: this.next(module.service) };
    // Beside processes of the next release an old one shares their streams: it must read its own.
    if (alone) return module;
    const { deciders, events } = this.next(module.service);
    return { ...module, service: { ...module.service, deciders, events } };
  }

  #of(contract: Contract): Contract {
    return this.#next.get(contract.type) ?? contract;
  }

  #raised(contract: Contract): Contract {
    const { version } = contract;
    const lifted = (data: object): object => {
      this.#faults.note(worldFaults.oldRead);
      return { ...data, since: version + 1 };
    };
    return {
      ...contract,
      version: version + 1,
      upcasts: { ...contract.upcasts, [version]: lifted },
    };
  }

  #writing(decider: Decider): Decider {
    return {
      ...decider,
      decide: (...given) =>
        decider.decide(...given).map((event) => {
          const next = this.#next.get(event.contract.type);
          return next === undefined
            ? event
            : {
                ...event,
                contract: next,
                data: { ...(event.data as object), since: next.version },
              };
        }),
    };
  }
}
