import { metaOf, type ServiceRuntime } from "@waybill/kit";
import type { Seed } from "@waybill/simulator";
import type { ForeignProducer } from "../foreign/foreign-producer.ts";
import type { Deployment } from "../processes/deployment.ts";
import type { World } from "../world.ts";
import { tenant } from "./desk.ts";
import type { Editor } from "./editor.ts";

const roundMs = 10_000;

/**
 * Those who look after the shop: they edit and replay dead letters and send stuck checkouts on, again and again.
 * What is not of the shop they drop, or replay and then drop.
 */
export class Operators {
  readonly #world: World;
  readonly #stranger: ForeignProducer;
  readonly #editor: Editor;
  readonly #seed: Seed;
  readonly #deployment: Deployment;
  /** Checkouts that say that they wait for a person. */
  readonly #stuck = new Set<string>();
  replayed = 0;

  constructor(
    world: World,
    others: {
      readonly deployment: Deployment;
      readonly stranger: ForeignProducer;
      readonly editor: Editor;
    },
  ) {
    this.#world = world;
    this.#deployment = others.deployment;
    this.#stranger = others.stranger;
    this.#editor = others.editor;
    this.#seed = world.seed.fork("operators");
    world.disks.get("checkout")?.watch((_, { events }) => {
      for (const { type, stream } of events) {
        if (type === "CheckoutStuck") this.#stuck.add(stream);
        else this.#stuck.delete(stream);
      }
    });
  }

  start(): void {
    const { time, disks } = this.#world;
    time.after(roundMs, () => {
      for (const disk of disks.values()) {
        disk.parked.dropDead(
          ({ source, position }) =>
            this.#stranger.isForeign(source, position) && this.#seed.chance(0.8),
        );
        this.#editor.edit(disk);
        this.replayed += disk.parked.replayDead();
      }
      for (const stream of this.#stuck) this.#retry(stream);
      this.start();
    });
  }

  get isIdle(): boolean {
    return this.#stuck.size === 0;
  }

  #retry(stream: string): void {
    const process = this.#deployment.reach("checkout");
    const runtime: ServiceRuntime | undefined = process?.runtimes.get("checkout");
    const decider = runtime?.service.deciders.get("checkout");
    if (runtime === undefined || decider === undefined) return;
    const key = stream.slice(stream.indexOf("-") + 1);
    const meta = metaOf({
      principal: { tenant, role: "operator", keyId: "key_operator" },
      correlationId: key,
      traceparent: "00-00000000000000000000000000000002-0000000000000002-00",
      signal: new AbortController().signal,
      receivedAt: this.#world.time.now,
    });
    const command = { type: "retry", key } as never;
    runtime.execute({ decider, command, meta }).catch(() => undefined);
  }
}
