import { setTimeout as delay } from "node:timers/promises";
import { between } from "../chance.ts";
import type { Drill } from "../drill.ts";

/** Long enough for PostgreSQL to have committed before the connection breaks. */
const cutAfterMs = 150;
const armedMs = 5_000;

/** The reply to a COMMIT is lost, and with it the connection: nobody knows what was written. */
export const loseReplies: Drill = {
  name: "lose-commit-replies",
  faults: [15],
  place: "behind-proxy",
  isQuick: true,
  async strike({ shop, load, evidence, options }) {
    for (let loss = 0; loss < options.kills; loss++) {
      await delay(between(100, 800));
      // Every other one is of the database whose commits are answered to customers.
      const wanted = loss % 2 === 0 ? /orders store/ : /store/;
      const lostAt = await nextCommitLost(shop.proxy, wanted);
      if (lostAt === undefined) continue;
      evidence.struck(load);
      await evidence.recovered(load, lostAt);
    }
  },
};

type Proxy = Parameters<Drill["strike"]>[0]["shop"]["proxy"];

/** @returns when it was; undefined when nobody committed */
async function nextCommitLost(proxy: Proxy, wanted: RegExp): Promise<number | undefined> {
  const lost = Promise.withResolvers<number | undefined>();
  proxy.watch = (link, chunk) => {
    if (!wanted.test(link.name) || !chunk.includes("commit")) return;
    proxy.watch = () => undefined;
    link.replies.drop();
    setTimeout(() => {
      link.cut();
    }, cutAfterMs);
    lost.resolve(performance.now());
  };
  const limit = setTimeout(() => {
    lost.resolve(undefined);
  }, armedMs);
  const lostAt = await lost.promise;
  clearTimeout(limit);
  proxy.watch = () => undefined;
  return lostAt;
}
