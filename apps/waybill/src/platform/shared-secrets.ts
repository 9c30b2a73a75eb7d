import { randomBytes } from "node:crypto";
import type { Database } from "@waybill/kit";

export interface SharedSecrets {
  /** Signs the cursors of lists. */
  readonly cursors: string;
  /** Signs the sessions of people. */
  readonly sessions: string;
  /** From which services derive their keys for each other. */
  readonly internal: string;
  /** `whsec_…`, with which the simulated provider signs its webhooks. */
  readonly provider: string;
  /** `whsec_…`, with which the simulated carrier signs its webhooks. */
  readonly carrier: string;
}

/** Reads the installation's secrets, and makes those that are missing. Safe from several processes. */
export async function sharedSecrets(database: Database): Promise<SharedSecrets> {
  const webhook = (): string => `whsec_${randomBytes(32).toString("base64")}`;
  const plain = (): string => randomBytes(32).toString("base64url");
  const fresh = {
    cursors: plain(),
    sessions: plain(),
    internal: plain(),
    provider: webhook(),
    carrier: webhook(),
  };
  await database.query(
    "insert into shared_secrets (name, value) select * from unnest($1::text[], $2::text[]) on conflict (name) do nothing",
    [Object.keys(fresh), Object.values(fresh)],
  );
  const rows = await database.query<{ name: string; value: string }>(
    "select name, value from shared_secrets",
  );
  return { ...fresh, ...Object.fromEntries(rows.map(({ name, value }) => [name, value])) };
}
