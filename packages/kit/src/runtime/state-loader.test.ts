import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { happened, type Contract } from "../concepts/contract.ts";
import { decider, on } from "../concepts/decider.ts";
import { service } from "../concepts/service.ts";
import { systemClock, systemIds } from "../ports/clock.ts";
import type { Store, StoredStream } from "../ports/store.ts";
import { metaOf } from "../testing/two-services.ts";
import { Doubt } from "./doubt.ts";
import { StateLoader } from "./state-loader.ts";

const Stamped = {
  source: "desk",
  type: "Stamped",
  topic: "desk.stamped",
  version: 1,
  schema: Type.Object({ last: Type.Boolean() }),
} satisfies Contract;

type Stamp = { readonly type: "stamp"; readonly paper: string; readonly last: boolean };

const paper = decider<{ readonly filed: boolean }, Stamp>({
  category: "paper",
  initial: () => ({ filed: false }),
  key: (command) => command.paper,
  isTerminal: ({ filed }) => filed,
  decide: { stamp: ({ last }) => [happened(Stamped, { last })] },
  evolve: [on(Stamped, (_state: { readonly filed: boolean }, { last }) => ({ filed: last }))],
});

/** Which streams it had to look for in the store, load by load. */
function desk() {
  const asked: string[][] = [];
  const stored = new Map<string, StoredStream>();
  const store = {
    load(streams: readonly string[]) {
      asked.push([...streams]);
      return Promise.resolve(stored);
    },
  } as Partial<Store> as Store;
  const loader = new StateLoader({
    service: service({
      name: "desk",
      deciders: [paper],
      migrations: new URL("migrations/", import.meta.url),
    }),
    store,
    clock: systemClock,
    ids: systemIds(),
    doubt: new Doubt(systemClock),
  });
  return { loader, asked, stored };
}

async function stamped(loader: StateLoader, name: string, last: boolean): Promise<void> {
  const staging = loader.staging();
  await loader.load(staging, new Set([`paper-${name}`]));
  const command = { type: "stamp" as const, paper: name, last };
  staging.decide([{ decider: paper, command }], metaOf("acme"));
  loader.written(staging.outcome().entries);
}

test("a state that has been written is kept in memory for the next batch", async () => {
  const { loader, asked } = desk();
  await stamped(loader, "a", false);
  await loader.load(loader.staging(), new Set(["paper-a"]));
  assert.deepEqual(asked, [["paper-a"]]);
});

test("a terminal state is not kept: whoever comes after all finds it in the store", async () => {
  const { loader, asked } = desk();
  await stamped(loader, "a", false);
  await stamped(loader, "b", true);
  await loader.load(loader.staging(), new Set(["paper-a", "paper-b"]));
  assert.deepEqual(asked, [["paper-a"], ["paper-b"], ["paper-b"]]);
});

test("what is forgotten is looked for again", async () => {
  const { loader, asked } = desk();
  await stamped(loader, "a", false);
  loader.forget();
  await loader.load(loader.staging(), new Set(["paper-a"]));
  assert.equal(asked.length, 2);
});

test("a state in memory is not taken for the newest when a later event of its stream is known", async () => {
  const { loader, asked, stored } = desk();
  await stamped(loader, "a", false);
  assert.deepEqual(
    await loader.peek(new Map([["paper-a", 1]])),
    new Map([["paper-a", { filed: false }]]),
  );
  assert.equal(asked.length, 1);
  // Its commit is durable, and nobody has heard of that yet.
  const event = { type: "Stamped", schemaVersion: 1, time: 0, tenant: "acme" };
  const events = [false, true].map((last, index) => ({
    ...event,
    version: index + 1,
    data: { last },
  }));
  stored.set("paper-a", { snapshot: undefined, events, timer: undefined });
  assert.deepEqual(
    await loader.peek(new Map([["paper-a", 2]])),
    new Map([["paper-a", { filed: true }]]),
  );
  assert.deepEqual(asked, [["paper-a"], ["paper-a"]]);
});
