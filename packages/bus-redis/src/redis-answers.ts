import type { RedisConnection } from "./connection.ts";
import { RedisClient } from "./redis-client.ts";

/**
 * Resolves when Redis is there and lets this program in.
 * @throws `redis-unreachable`, `redis-login-refused` and others of docs/ERRORS.md, with the address
 */
export async function redisAnswers(connection: RedisConnection): Promise<void> {
  const client = new RedisClient(connection);
  try {
    await client.tried();
    await client.ask("looking for Redis", ["PING"]);
  } finally {
    client.close();
  }
}
