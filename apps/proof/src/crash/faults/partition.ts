import { setTimeout as delay } from "node:timers/promises";
import { between } from "../chance.ts";
import type { Drill, Scene } from "../drill.ts";
import type { Lane } from "../tcp-lane.ts";
import type { Link, TcpProxy } from "../tcp-proxy.ts";
import { waitFor } from "../wait-for.ts";

type Round = (typeof rounds)[number];

const rounds = ["replies-late", "requests-late", "requests-after-the-end"] as const;
const fullTimes = 3;
/** Longer than the lease of a consumer in one round of three. */
const heldMs = { least: 1_500, most: 7_000 };

/**
 * The network between Waybill and PostgreSQL is broken in one direction, and delivers later what it
 * kept: also what Waybill has long repeated over another connection.
 */
export const partition: Drill = {
  name: "one-way-partition",
  faults: [17],
  place: "behind-proxy",
  isQuick: false,
  async strike(scene) {
    const { load, evidence, options } = scene;
    for (let time = 0; time < (options.quick ? 1 : fullTimes); time++) {
      for (const round of rounds) {
        evidence.struck(load);
        await breakOff(scene, round);
        await evidence.recovered(load, performance.now());
        await delay(between(500, 2_000));
      }
    }
  },
};

async function breakOff({ shop, evidence }: Scene, round: Round): Promise<void> {
  const { proxy } = shop;
  const lanes =
    round === "requests-after-the-end"
      ? await commitsOfTheGone(proxy)
      : proxy.links.map(({ replies, requests }) => (round === "replies-late" ? replies : requests));
  for (const lane of lanes) lane.hold();
  await delay(between(heldMs.least, heldMs.most));
  const bytes = lanes.reduce((sum, lane) => sum + lane.heldBytes, 0);
  const commits = lanes.filter((lane) => lane.holds("commit")).length;
  evidence.notes.push(`${round}: ${bytes} bytes held, ${commits} commits among them`);
  for (const lane of lanes) lane.release();
}

/** Holds the commits of every store, and breaks the connections that Waybill waits on for them. */
async function commitsOfTheGone(proxy: TcpProxy): Promise<readonly Lane[]> {
  const held = new Set<Link>();
  proxy.watch = (link, chunk) => {
    if (!link.name.endsWith("store") || !chunk.includes("commit")) return;
    link.requests.hold();
    held.add(link);
  };
  try {
    await waitFor("a commit of orders is held", () =>
      [...held].some(({ name }) => name === "waybill orders store"),
    );
    await delay(200);
  } finally {
    proxy.watch = () => undefined;
  }
  for (const link of held) link.hangUp();
  return [...held].map(({ requests }) => requests);
}
