import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Service } from "../concepts/service.ts";
import type { Commit } from "../ports/store.ts";
import { StoreUnavailable } from "../runtime/work.ts";
import { duplicating } from "./duplicating-bus.ts";
import { eventually, patiently } from "./eventually.ts";
import { ServiceProcess, type Ports } from "./service-process.ts";
import { counting, producing, type Tally } from "./two-services.ts";

/** One bus with the databases of `alpha`, whose log it carries, and of `beta`, which reads it. */
export interface BusUnderTest {
  /** Connections of a further process of a service. */
  ports(service: "alpha" | "beta"): Promise<Ports>;
  /** Makes the source of the messages unreachable: the broker, or the log. */
  stopSource(): Promise<void>;
  startSource(): Promise<void>;
  /** Takes the lease of a process away, as if it had been silent for too long. */
  lapse(owner: string): Promise<void>;
  close(): Promise<void>;
}

const keys = Array.from({ length: 40 }, (_, index) => `key_${index}`);

/** What every bus must do, whatever it is made of. `open` gives a new one with an empty log. */
export function busConformance(name: string, open: () => Promise<BusUnderTest>): void {
  describe(`the bus ${name}`, () => {
    const opened: Bench[] = [];
    const bench = async (): Promise<Bench> => {
      const made = new Bench(await open());
      opened.push(made);
      return made;
    };
    after(async () => {
      for (const each of opened) await each.close();
    });

    it("delivers every message once and in the order of its key", async () => {
      const on = await bench();
      const producer = await on.producer();
      const consumer = await on.consumer("one");
      await Promise.all(
        keys.flatMap((key) => Array.from({ length: 10 }, () => producer.post(key))),
      );
      await on.expect(consumer, 10);
    });

    it("delivers what was published before the consumer was there, and what it missed while away", async () => {
      const on = await bench();
      const producer = await on.producer();
      await Promise.all(keys.map((key) => producer.post(key, 3)));
      const first = await on.consumer("one");
      await on.expect(first, 3);
      await first.stop();
      await Promise.all(keys.map((key) => producer.post(key, 2)));
      await on.expect(await on.consumer("two"), 5);
    });

    it("delivers again what was not committed, and not what was, though the answer was lost", async () => {
      const on = await bench();
      const producer = await on.producer();
      const consumer = await on.consumer("one");
      let commits = 0;
      let lost = 0;
      consumer.gate.onCommit = async (commit, proceed) => {
        if (commit.events.length === 0) return proceed();
        commits += 1;
        if (commits % 3 === 0) throw new StoreUnavailable("lost before the commit");
        const first = await proceed();
        if (commits % 3 === 1) throw new StoreUnavailable("lost after the commit");
        lost += 1;
        return first;
      };
      for (let round = 0; round < 6; round++) {
        await Promise.all(keys.map((key) => producer.post(key)));
        await eventually("the round to be counted", async () => on.has(consumer, round + 1));
      }
      assert.ok(commits > 6 && lost > 0, "no commit was interfered with");
      await on.expect(consumer, 6);
    });

    it("delivers nothing to a consumer that a person has paused, in whatever process and after restarts, until it is resumed", async () => {
      const on = await bench();
      const producer = await on.producer();
      const consumers = [await on.consumer("one"), await on.consumer("two")];
      await eventually("both to share", () => shared(consumers));
      const [one, two] = consumers;
      const pause = { since: 1_000, by: "Ana", tenant: "acme", reason: "the mail server moves" };
      assert.deepEqual(await one!.runtime.pause("beta", pause), pause);
      const again = await two!.runtime.pause("beta", { ...pause, by: "Bo", since: 2_000 });
      assert.deepEqual(again, pause, "the first pause is the one in force");
      await two!.stop();
      const third = await on.consumer("three");
      await Promise.all(keys.map((key) => producer.post(key)));
      await eventually("the lag to be told", () => {
        const group = third.runtime.groups.get("beta");
        const waiting = group?.members.flatMap(({ report }) => report?.lag ?? []);
        return waiting?.some(({ messages }) => messages > 0) && group?.members.length === 2;
      });
      assert.deepEqual(third.runtime.groups.get("beta")?.pause, pause);
      assert.equal((await third.tallies(keys)).size, 0);
      assert.ok(one!.partitions.length > 0 && third.partitions.length > 0, "leases are kept");
      await third.runtime.resume("beta");
      await on.expect(one!, 1);
      await eventually(
        "all to hear of it",
        () => one!.runtime.groups.get("beta")?.pause === undefined,
      );
    });

    it("has no effect by delivering everything several times", async () => {
      const on = await bench();
      const producer = await on.producer();
      const consumer = await on.consumer("one", { twice: true });
      for (let round = 0; round < 5; round++)
        await Promise.all(keys.map((key) => producer.post(key, 4)));
      await on.expect(consumer, 20);
    });

    it("brings what a producer had no time to announce before it died", async () => {
      const on = await bench();
      const producer = await on.producer();
      const consumer = await on.consumer("one");
      producer.gate.announces = false;
      await Promise.all(keys.map((key) => producer.post(key)));
      await producer.kill();
      await on.producer();
      await on.expect(consumer, 1);
    });

    for (const members of [2, 3]) {
      it(`loses, repeats and reorders nothing while ${members} members come and go`, async () => {
        const on = await bench();
        const producer = await on.producer();
        const first = await on.consumer("member-0");
        const posting = new AbortController();
        let rounds = 0;
        const load = (async (): Promise<void> => {
          while (!posting.signal.aborted) {
            await Promise.all(keys.map((key) => producer.post(key)));
            rounds += 1;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        })();
        const others: ServiceProcess[] = [];
        for (let index = 1; index < members; index++)
          others.push(await on.consumer(`member-${index}`));
        const all = [first, ...others];
        await eventually("the partitions to be shared out", () => shared(all));
        await others.at(-1)?.stop();
        await eventually("a stopped member's partitions to be taken over", () =>
          shared(all.slice(0, -1)),
        );
        posting.abort();
        await load;
        assert.ok(rounds > 2, "nothing was under way");
        await on.expect(first, rounds);
      });
    }

    it("goes on where it was when a consumer that stood still for a while goes on", async () => {
      const on = await bench();
      const producer = await on.producer();
      const consumer = await on.consumer("one");
      await Promise.all(keys.map((key) => producer.post(key)));
      consumer.gate.pause();
      await Promise.all(keys.map((key) => producer.post(key, 2)));
      consumer.gate.resume();
      await on.expect(consumer, 3);
    });

    it("refuses what a process writes that was silent past its lease", async () => {
      const on = await bench();
      const producer = await on.producer();
      const zombie = await on.consumer("zombie");
      const { promise: reached, resolve: reach } = Promise.withResolvers<Commit>();
      const { promise: release, resolve: go } = Promise.withResolvers<void>();
      let refused: unknown;
      zombie.gate.onCommit = async (commit, proceed) => {
        if (commit.events.length === 0 || refused !== undefined) return proceed();
        reach(commit);
        await release;
        try {
          return await proceed();
        } catch (error) {
          refused = error;
          throw error;
        }
      };
      await Promise.all(keys.map((key) => producer.post(key)));
      await reached;
      zombie.gate.pause();
      await on.bus.lapse("zombie");
      const heir = await on.consumer("heir");
      await on.expect(heir, 1).finally(go);
      zombie.gate.resume();
      await eventually("the zombie's batch to be refused", () => refused !== undefined);
      assert.equal((refused as { code?: string }).code, "fenced");
      await Promise.all(keys.map((key) => producer.post(key)));
      await on.expect(heir, 2);
    });

    it("works off a backlog of 100,000", async () => {
      const on = await bench();
      const producer = await on.producer();
      for (let round = 0; round < 10; round++)
        await Promise.all(keys.map((key) => producer.post(key, 250)));
      const consumer = await on.consumer("one");
      await on.expect(consumer, 2_500);
    });

    it("waits while the source is stopped, and goes on when it is there again", async () => {
      const on = await bench();
      const producer = await on.producer();
      const consumer = await on.consumer("one");
      await Promise.all(keys.map((key) => producer.post(key)));
      await on.expect(consumer, 1);
      await on.bus.stopSource();
      const posting = keys.map((key) => patiently(() => producer.post(key, 1, `again-${key}`)));
      await on.bus.startSource();
      await Promise.all(posting);
      await on.expect(consumer, 2);
    });
  });
}

/** The processes of one test. */
class Bench {
  readonly bus: BusUnderTest;
  readonly #processes: ServiceProcess[] = [];

  constructor(bus: BusUnderTest) {
    this.bus = bus;
  }

  async producer(): Promise<ServiceProcess> {
    return this.#start(producing(), {
      ports: await this.bus.ports("alpha"),
      owner: `producer-${this.#processes.length}`,
    });
  }

  async consumer(owner: string, { twice = false } = {}): Promise<ServiceProcess> {
    const ports = await this.bus.ports("beta");
    const bus = twice ? duplicating(ports.bus, { every: 2, back: 150 }) : ports.bus;
    return this.#start(counting(), { ports: { ...ports, bus, close: () => ports.close() }, owner });
  }

  /** Every key was counted `count` times, in order, and it stays at that. */
  async expect(consumer: ServiceProcess, count: number): Promise<void> {
    await eventually(`every key to be counted ${count} times`, () =>
      this.has(consumer, count),
    ).catch(async (error: unknown) => {
      assert.deepEqual(await wrong(consumer, count), [], String(error));
    });
    await eventually(
      "nothing to wait any more",
      () => consumer.runtime.inboxes[0]?.backlog.messages === 0,
    );
    assert.deepEqual(await wrong(consumer, count), []);
  }

  async has(consumer: ServiceProcess, count: number): Promise<boolean> {
    const tallies = await consumer.tallies(keys);
    return keys.every((key) => (tallies.get(key)?.count ?? 0) >= count);
  }

  async close(): Promise<void> {
    for (const process of this.#processes.toReversed()) {
      process.gate.resume();
      await process.stop();
    }
    await this.bus.close();
  }

  async #start(
    service: Service,
    options: { readonly ports: Ports; readonly owner: string },
  ): Promise<ServiceProcess> {
    const made = new ServiceProcess({ service, ...options });
    this.#processes.push(made);
    await made.runtime.start();
    return made;
  }
}

async function wrong(
  consumer: ServiceProcess,
  count: number,
): Promise<readonly [string, Tally | undefined][]> {
  const tallies = await consumer.tallies(keys);
  return keys
    .map((key): [string, Tally | undefined] => [key, tallies.get(key)])
    .filter(([, tally]) => tally?.count !== count || tally.last !== count || tally.disorder !== 0);
}

/** Whether the members have all partitions between them, each its fair share. */
export function shared(members: readonly ServiceProcess[]): boolean {
  const all = members.flatMap((member) => member.partitions).toSorted((a, b) => a - b);
  const fair = members.every((member) => {
    const count = member.partitions.length;
    return count >= Math.floor(4 / members.length) && count <= Math.ceil(4 / members.length);
  });
  return fair && all.length === 4 && all.every((partition, index) => partition === index);
}
