import { systemClock } from "@waybill/kit";
import {
  busConformance,
  counting,
  producing,
  switchingConformance,
  type BusUnderTest,
  type Ports,
} from "@waybill/kit/testing";
import { DatabaseServer } from "./database-server.ts";
import { ServiceDisk } from "./disk/service-disk.ts";
import { Faults } from "./faults.ts";
import { Link } from "./link.ts";
import { Machine } from "./machine.ts";
import { Seed } from "./seed.ts";
import { SimulatedBus, busFaults } from "./simulated-bus.ts";
import { SimulatedStore } from "./simulated-store.ts";
import type { Time } from "./time.ts";

/** The conformance suite goes by the clock on the wall, and so does what it tests here. */
const wallTime: Time = {
  get now() {
    return systemClock.now();
  },
  after: (delayMs, callback) => systemClock.after(Math.max(0, delayMs), callback),
};

/** The simulated ports, with what the bus may do: repeat, and hand over late. */
function open(): Promise<BusUnderTest> {
  const seed = new Seed(1);
  const time = wallTime;
  const rates = { [busFaults.repeated]: 0.2, [busFaults.notHandedOver]: 0.2 };
  const faults = new Faults(rates, { seed: seed.fork("faults"), time });
  const disks = new Map(
    [producing(), counting()].map((service) => [service.name, new ServiceDisk(service)]),
  );
  const server = new DatabaseServer(time);
  const logs = new DatabaseServer(time);
  let machines = 0;
  return Promise.resolve({
    ports(service): Promise<Ports> {
      const machine = new Machine(`machine-${machines++}`, time);
      const own = seed.fork(machine.name);
      const parts = { machine, time, faults };
      const disk = disks.get(service)!;
      const link = new Link({ ...parts, server, seed: own.fork("link"), latencyMs: 0.1 });
      return Promise.resolve({
        store: new SimulatedStore({ disk, link, machine }),
        bus: new SimulatedBus({
          ...parts,
          server: logs,
          disks,
          seed: own.fork("bus"),
          noticeMs: 2,
        }),
        close: () => {
          machine.crash();
          return Promise.resolve();
        },
      });
    },
    stopSource: () => {
      logs.restart(Number.MAX_SAFE_INTEGER);
      return Promise.resolve();
    },
    startSource: () => {
      logs.start();
      return Promise.resolve();
    },
    lapse: (owner) => {
      for (const { leases } of disks.values()) leases.leave(owner);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
}

busConformance("simulated", open);
switchingConformance("simulated", open);
