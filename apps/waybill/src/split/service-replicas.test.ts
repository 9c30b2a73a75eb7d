import assert from "node:assert/strict";
import { test } from "node:test";
import type { Child } from "./child.ts";
import { ServiceReplicas } from "./service-replicas.ts";

/** Processes that serve at once and end when they are let; `said` tells what happened, in order. */
function stage() {
  const said: string[] = [];
  const held: (() => void)[] = [];
  const replicas = new ServiceReplicas({
    start: (number, at) => {
      said.push(`start ${number}`);
      queueMicrotask(() => at(`http://${number}`));
      const child: Pick<Child, "retire" | "stop"> = {
        retire: () => undefined,
        stop: () => {
          said.push(`stop ${number}`);
          const { promise, resolve } = Promise.withResolvers<void>();
          held.push(resolve);
          return promise;
        },
      };
      return child as Child;
    },
    changed: () => {
      said.push(`serve ${replicas.urls.map((url) => url.slice(7)).join(",")}`);
      return Promise.resolve();
    },
  });
  const turn = async (): Promise<string[]> => {
    await new Promise((resolve) => setImmediate(resolve));
    return said.splice(0);
  };
  return { replicas, turn, letGo: () => held.splice(0).forEach((end) => end()) };
}

test("the newest goes first, and is sent nothing any more when it is stopped", async () => {
  const { replicas, turn, letGo } = stage();
  replicas.scaleTo(3);
  assert.deepEqual(await turn(), [
    "start 1",
    "start 2",
    "start 3",
    "serve 1",
    "serve 1,2",
    "serve 1,2,3",
  ]);
  replicas.scaleTo(1);
  assert.equal(replicas.count, 1);
  assert.deepEqual(await turn(), ["serve 1,3", "serve 1", "stop 2", "stop 3"]);
  letGo();
});

test("a number is given again when its process is gone, not before", async () => {
  const { replicas, turn, letGo } = stage();
  replicas.scaleTo(2);
  replicas.scaleTo(1);
  await turn();
  replicas.scaleTo(2);
  assert.deepEqual(await turn(), ["start 3", "serve 1,3"]);
  letGo();
  await turn();
  replicas.scaleTo(3);
  assert.deepEqual(await turn(), ["start 2", "serve 1,3,2"]);
});

test("the end waits for those that were leaving, and nothing is started after it", async () => {
  const { replicas, turn, letGo } = stage();
  replicas.scaleTo(2);
  replicas.scaleTo(1);
  await turn();
  let ended = false;
  const stopped = replicas.stop().then(() => {
    ended = true;
  });
  replicas.scaleTo(4);
  assert.deepEqual(await turn(), ["stop 1"]);
  assert.equal(ended, false);
  letGo();
  await stopped;
});
