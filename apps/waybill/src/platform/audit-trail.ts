import type { Audit, AuditedCall, Database, Ids } from "@waybill/kit";
import type { Logger } from "pino";

export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly keyId: string;
  /** Name of the key, which is the person's as far as anybody knows. */
  readonly actor: string;
  readonly role: string;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly reason: string | null;
  readonly correlationId: string;
  /** Of the answer; null when the process ended before there was one. */
  readonly status: number | null;
}

interface Search {
  readonly tenant: string;
  /** Only changes at this path and below. */
  readonly path?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** The audit trail, in the platform's database. */
export class AuditTrail implements Audit {
  readonly #database: Database;
  readonly #ids: Ids;
  readonly #log: Logger;

  constructor(parts: { readonly database: Database; readonly ids: Ids; readonly log: Logger }) {
    this.#database = parts.database;
    this.#ids = parts.ids;
    this.#log = parts.log;
  }

  /** @returns called with the status of the answer; resolves when it is written down, or cannot be */
  async begin(call: AuditedCall): Promise<(status: number) => Promise<void>> {
    const { principal, operationId, method, path, reason = null, correlationId, at } = call;
    const id = this.#ids.make("aud");
    await this.#database.query(
      `insert into audit (id, tenant, at, key_id, role, operation, method, path, reason, correlation_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        principal.tenant,
        new Date(at),
        principal.keyId,
        principal.role,
        operationId,
        method,
        path,
        reason,
        correlationId,
      ],
    );
    return async (status) => {
      try {
        await this.#database.query("update audit set status = $2 where id = $1", [id, status]);
      } catch {
        this.#log.warn({ id, status }, "the outcome of a change is not in the audit");
      }
    };
  }

  /** Of a key that changes something; its id when it has none. */
  async nameOf(keyId: string): Promise<string> {
    const [key] = await this.#database.query<{ readonly name: string }>(
      "select name from api_keys where id = $1",
      [keyId],
    );
    return key?.name ?? keyId;
  }

  /** Newest first. */
  list({ tenant, path, before, limit }: Search): Promise<readonly AuditEntry[]> {
    return this.#database.query<AuditEntry>(
      `select audit.id, at, key_id as "keyId", coalesce(name, key_id) as actor, audit.role, operation,
         method, path, reason, correlation_id as "correlationId", status
       from audit left join api_keys on api_keys.id = key_id
       where audit.tenant = $1
         and ($2::text is null or path = $2 or starts_with(path, $2 || '/'))
         and ($3::text is null or audit.id < $3)
       order by audit.id desc limit $4`,
      [tenant, path ?? null, before ?? null, limit],
    );
  }
}
