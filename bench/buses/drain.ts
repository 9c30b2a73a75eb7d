import { setTimeout as delay } from "node:timers/promises";
import { BenchServer, makeDataDirectory, removeDataDirectory } from "../server.ts";
import { leaveNothing, onBroker } from "./setups.ts";

export interface Drained {
  readonly replicas: number;
  readonly orders: number;
  readonly acceptedPerSecond: number;
  readonly drainSeconds: number;
  readonly perSecond: number;
}

const consumer = "inventory";
const customers = 64;
/** More partitions than that there are not to share. */
const scaled = ["inventory", "checkout", "payments", "fulfilment", "orders", "notifications"];
const limitSeconds = 1_200;

/** On Kafka: accepts orders while inventory takes nothing, then lets it go on. */
export async function drain(wanted: {
  readonly orders: number;
  readonly replicas: number;
}): Promise<Drained> {
  const { orders, replicas } = wanted;
  const dataDir = makeDataDirectory();
  const counts = scaled.map((service) => `${service}=${replicas}`).join(",");
  const chosen = onBroker("kafka", counts);
  let server: BenchServer | undefined;
  try {
    server = await BenchServer.start(dataDir, chosen);
    await server.consumer(consumer, "pause");
    const begun = performance.now();
    await accept(server, orders);
    const acceptSeconds = (performance.now() - begun) / 1_000;
    const resumed = performance.now();
    await server.consumer(consumer, "resume");
    await untilDrained(server, resumed);
    const drainSeconds = (performance.now() - resumed) / 1_000;
    return {
      replicas,
      orders,
      acceptedPerSecond: Math.round(orders / acceptSeconds),
      drainSeconds: Math.round(drainSeconds),
      perSecond: Math.round(orders / drainSeconds),
    };
  } finally {
    await server?.stop();
    removeDataDirectory(dataDir);
    await leaveNothing(chosen);
  }
}

async function accept(server: BenchServer, orders: number): Promise<void> {
  let left = orders;
  const customer = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      while (!(await server.accepts())) await delay(100);
    }
  };
  await Promise.all(Array.from({ length: customers }, customer));
}

interface Page {
  readonly items: readonly unknown[];
}

async function untilDrained(server: BenchServer, since: number): Promise<void> {
  for (;;) {
    await delay(500);
    const open = await Promise.all(
      ["pending", "confirmed"].map((status) =>
        server.read<Page>(`/v1/orders?status=${status}&limit=1`),
      ),
    );
    if (open.every(({ items }) => items.length === 0)) return;
    if (performance.now() - since > limitSeconds * 1_000)
      throw new Error(`not drained after ${limitSeconds} s`);
  }
}
