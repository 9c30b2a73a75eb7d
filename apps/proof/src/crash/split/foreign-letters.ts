import { setTimeout as delay } from "node:timers/promises";
import { parkedMessages } from "../books.ts";
import type { Scene } from "../drill.ts";

interface Letter {
  readonly id: string;
  readonly key: string;
  readonly code: string;
}

const limitMs = 60_000;
const pollMs = 500;

/**
 * Drops what a stranger's records have led to, as an operator would: only its own keys may be among them.
 * @returns a note of what there was
 */
export async function dropDeadLetters({ load, evidence, shop }: Scene): Promise<string> {
  const listed = await load.client.expect(
    { method: "GET", path: "/v1/dead-letters?limit=100" },
    200,
  );
  const { items } = listed as { items: readonly Letter[] };
  const others = items.filter(({ key }) => !key.includes("ord_foreign"));
  evidence.violations.push(
    ...others.map(
      ({ key, code }) => `a dead letter is of ${key}, which is nobody's but ours: ${code}`,
    ),
  );
  for (const { id } of items)
    await load.client.call({ method: "DELETE", path: `/v1/dead-letters/${id}` });
  const deadline = performance.now() + limitMs;
  while ((await parkedMessages(shop)).length > 0 && performance.now() < deadline)
    await delay(pollMs);
  const codes = [...Map.groupBy(items, ({ code }) => code)].map(
    ([code, { length }]) => `${length} ${code}`,
  );
  return `dead letters: ${codes.join(", ") || "none"}`;
}
