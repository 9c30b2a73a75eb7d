import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RedisServer, freePort } from "@waybill/brokers";
import { errorMessage } from "@waybill/kit";
import { redisConnectionFrom, type RedisConnection } from "../connection.ts";

/** A Redis of a test file's own, which may be killed and may lose data. */
export class TestRedis {
  readonly connection: RedisConnection;
  readonly #directory: string;
  readonly #server: RedisServer;

  private constructor(
    directory: string,
    redisPort: number,
    settings: Readonly<Record<string, string>>,
  ) {
    this.#directory = directory;
    this.#server = new RedisServer({ directory, redisPort }, settings);
    const env = { WAYBILL_REDIS_URL: `redis://127.0.0.1:${redisPort}` };
    this.connection = redisConnectionFrom(env, "waybill-tests");
  }

  /**
   * @param settings by the names of redis.conf
   * @returns why there is none, when there is no redis-server here; in CI there has to be
   */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TestRedis | string> {
    const directory = mkdtempSync(join(tmpdir(), "waybill-redis-"));
    const made = new TestRedis(directory, await freePort(), settings);
    try {
      await made.start();
      return made;
    } catch (error) {
      await made.end();
      if (process.env["CI"] === "true") throw error;
      const reason = `NOT TESTED: ${errorMessage(error)}`;
      process.stderr.write(`\n${reason}\n\n`);
      return reason;
    }
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    await this.#server.start();
    await this.#server.serving();
  }

  kill(): Promise<void> {
    return this.#server.kill();
  }

  /** It stands still, with its connections open. */
  pause(): void {
    this.#server.pause();
  }

  resume(): void {
    this.#server.resume();
  }

  /** How much of what was written the disk has, as long as nothing is written. */
  get storedBytes(): number {
    return this.#server.storedBytes;
  }

  /** While it is not running: all that was stored behind this is lost, as if it had never been flushed. */
  cut(bytes: number): void {
    this.#server.cut(bytes);
  }

  async end(): Promise<void> {
    this.#server.resume();
    await this.#server.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
