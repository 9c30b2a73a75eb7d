import { setTimeout as delay } from "node:timers/promises";
import { parkedMessages } from "../books.ts";
import type { Scene } from "../drill.ts";

interface Letter {
  readonly id: string;
  readonly key: string;
  readonly code: string;
}

const limitMs = 120_000;
const pollMs = 500;

/** A record that no service has published is listed by its place, which is a key of its own. */
function isStrangers({ key }: Letter): boolean {
  return key.startsWith("kafka:") || key.includes("ord_foreign");
}

/**
 * Drops what a stranger's records have led to, as an operator would, until nothing is put aside any more: only its
 * own keys may be among them.
 * @returns a note of what there was
 */
export async function dropDeadLetters({ load, evidence, shop }: Scene): Promise<string> {
  const dropped = new Map<string, Letter>();
  const deadline = performance.now() + limitMs;
  for (;;) {
    const { body } = await load.client.call({ method: "GET", path: "/v1/dead-letters?limit=100" });
    const { items = [] } = (body ?? {}) as { items?: readonly Letter[] };
    for (const letter of items.filter(isStrangers)) {
      dropped.set(letter.id, letter);
      await load.client.call({ method: "DELETE", path: `/v1/dead-letters/${letter.id}` });
    }
    const parked = await parkedMessages(shop);
    if (parked.length === 0) break;
    if (performance.now() > deadline) {
      evidence.violations.push(...parked.map((each) => `parked: ${each}`));
      break;
    }
    await delay(pollMs);
  }
  const codes = [...Map.groupBy(dropped.values(), ({ code }) => code)].map(
    ([code, { length }]) => `${length} ${code}`,
  );
  return `dead letters of the stranger: ${codes.join(", ") || "none"}`;
}
