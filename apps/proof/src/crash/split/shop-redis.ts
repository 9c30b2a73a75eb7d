import { RedisServer, freePort } from "@waybill/brokers";
import { RedisClient, entriesOf, redisConnectionFrom, streamKey } from "@waybill/bus-redis";
import { decodeCloudEvent, errorMessage, partitionCount, type Recorded } from "@waybill/kit";
import { NotHere } from "../small-disk.ts";
import { TcpProxy } from "../tcp-proxy.ts";
import type { Channel } from "./log-witness.ts";
import type { SplitBroker } from "./split.ts";

const prefix = "drill";
const readAtOnce = "1000";

/** A Redis of one shop's own, which may lose data, behind a proxy. */
export class ShopRedis implements SplitBroker {
  readonly server: RedisServer;
  readonly proxy: TcpProxy;

  private constructor(server: RedisServer, proxy: TcpProxy) {
    this.server = server;
    this.proxy = proxy;
  }

  /** @throws {NotHere} without a redis-server; in CI that is a failure */
  static async open(root: string): Promise<ShopRedis> {
    const server = new RedisServer({ directory: root, redisPort: await freePort() });
    try {
      await server.start();
      await server.serving();
      return new ShopRedis(server, await TcpProxy.open(server.port));
    } catch (error) {
      await server.stop();
      const why = `there is no Redis: ${errorMessage(error)}`;
      console.error(`crash: NOT TESTED: ${why}`);
      throw process.env["CI"] === "true" ? error : new NotHere(why, { cause: error });
    }
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      WAYBILL_BUS: "redis",
      WAYBILL_REDIS_URL: `redis://127.0.0.1:${this.proxy.port}`,
      WAYBILL_TOPIC_PREFIX: prefix,
    };
  }

  async published({ source, topic }: Channel): Promise<readonly Recorded[]> {
    const url = `redis://127.0.0.1:${this.server.port}`;
    const client = new RedisClient(redisConnectionFrom({ WAYBILL_REDIS_URL: url }, "drill"));
    try {
      await client.tried();
      const found: Recorded[] = [];
      for (let partition = 0; partition < partitionCount; partition++) {
        const stream = streamKey({ prefix, source, topic, partition });
        for (let after = "-"; ;) {
          const command = ["XRANGE", stream, after, "+", "COUNT", readAtOnce];
          const entries = entriesOf(await client.ask("reading what was published", command));
          const events = entries.map(({ event }) => decodeCloudEvent(event ?? "", partition));
          found.push(...events.filter((event) => event !== undefined));
          const last = entries.at(-1);
          if (last === undefined) break;
          after = `(${last.id}`;
        }
      }
      return found;
    } finally {
      client.close();
    }
  }

  async close(): Promise<void> {
    await this.proxy.close();
    this.server.resume();
    await this.server.kill();
  }
}
