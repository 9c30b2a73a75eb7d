import { Retryable } from "@waybill/kit";
import type { Machine, Seed } from "@waybill/simulator";
import { mailUnavailable } from "../outside/post-office.ts";
import { Outside } from "../outside/outside.ts";
import { remoteProvider } from "../outside/remote-provider.ts";
import type { World } from "../world.ts";
import type { Reach } from "./shop-modules.ts";

/** The outside world as a process on this machine reaches it. */
export function reachOf(world: World, machine: Machine, seed: Seed): Reach {
  const { time, faults, outages, provider, carrier, post, mutate } = world;
  const outside = (
    name: keyof World["outages"],
    unavailable: (what: string) => Retryable,
  ): Outside =>
    new Outside({
      name,
      machine,
      time,
      faults,
      seed: seed.fork(name),
      outage: outages[name],
      unavailable,
    });
  const toCarrier = outside(
    "carrier",
    (what) => new Retryable("carrier-unavailable", `the carrier ${what}`),
  );
  const toProvider = outside(
    "provider",
    (what) => new Retryable("provider-unavailable", `the payment provider ${what}`),
  );
  return {
    provider: mutate.provider(remoteProvider(provider, toProvider)),
    carrier: mutate.carrier({
      name: "simulated",
      createConsignment: (request, signal) =>
        toCarrier.call(() => Promise.resolve(carrier.create(request)), signal),
      cancelConsignment: (request, signal) =>
        toCarrier.call(() => Promise.resolve(carrier.cancel(request)), signal),
    }),
    mailServer: world.topology.smtp ? post.reachedBy(outside("mail", mailUnavailable)) : undefined,
    askCatalog: (tenant, sku) => Promise.resolve(world.priceOf(tenant, sku)),
    random: seed.fork("webhooks"),
  };
}
