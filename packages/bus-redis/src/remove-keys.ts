import type { RedisConnection } from "./connection.ts";
import { RedisClient } from "./redis-client.ts";

const lookedAtOnce = 1_000;

/** Deletes every key that begins so, found without stopping the server for others. @returns how many */
export async function removeKeys(connection: RedisConnection, beginning: string): Promise<number> {
  const client = new RedisClient(connection);
  const pattern = `${beginning.replaceAll(/[\\*?[\]]/g, "\\$&")}*`;
  let removed = 0;
  let cursor = "0";
  try {
    await client.tried();
    do {
      const scan = ["SCAN", cursor, "MATCH", pattern, "COUNT", String(lookedAtOnce)];
      const [next, found] = (await client.ask("looking for keys", scan)) as [string, string[]];
      if (found.length > 0)
        removed += Number(await client.ask("deleting keys", ["UNLINK", ...found]));
      cursor = next;
    } while (cursor !== "0");
    return removed;
  } finally {
    client.close();
  }
}
