import type { LogWitness } from "./log-witness.ts";
import { ShopKafka } from "./shop-kafka.ts";
import { ShopRedis } from "./shop-redis.ts";

/** How a shop is run when its services are processes of their own. */
export interface Split {
  readonly bus: "kafka" | "redis";
  /** As `waybill up --replicas` has it; one process of each service when absent. */
  readonly replicas?: string;
  /** Its processes reach the brokers through proxies; Redis always is behind one. */
  readonly isProxied?: boolean;
}

/** The broker of one shop, with names on it that nobody else uses. */
export interface SplitBroker extends LogWitness {
  /** What the shop's processes find it by. */
  readonly environment: Readonly<Record<string, string>>;
  /** Leaves the broker as it was found, without what the shop has put there. */
  close(): Promise<void>;
}

/**
 * @param root for what a broker of the shop's own keeps
 * @throws {NotHere} where there is none
 */
export function openBroker(
  { bus, isProxied = false }: Split,
  root: string,
): Promise<ShopKafka | ShopRedis> {
  return bus === "kafka" ? ShopKafka.open(isProxied) : ShopRedis.open(root);
}

/** Of `waybill up`. */
export function parametersOf({ replicas }: Split): readonly string[] {
  return ["--split", ...(replicas === undefined ? [] : ["--replicas", replicas])];
}
