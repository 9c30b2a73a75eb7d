import { createHash, randomBytes } from "node:crypto";
import { Terminal, type Database, type Ids, type Role } from "@waybill/kit";

export interface ApiKey {
  readonly id: string;
  readonly tenant: string;
  readonly role: Role;
  readonly customer: string | null;
  readonly name: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

export interface NewApiKey {
  readonly tenant: string;
  readonly role: Role;
  /** E-mail address that a customer's key is bound to. */
  readonly customer?: string | undefined;
  readonly name: string;
}

const columns = `id, tenant, role, customer, name, created_at as "createdAt", revoked_at as "revokedAt"`;

/** API keys in the platform's database. A key is shown once, when it is made. */
export class ApiKeys {
  readonly #database: Database;
  readonly #ids: Ids;

  constructor(database: Database, ids: Ids) {
    this.#database = database;
    this.#ids = ids;
  }

  /** @throws {Terminal} `key-customer-mismatch` when a customer's key is nobody's, or another's somebody's */
  async create(key: NewApiKey): Promise<{ readonly id: string; readonly secret: string }> {
    if ((key.role === "customer") !== (key.customer !== undefined)) {
      throw new Terminal(
        "key-customer-mismatch",
        key.role === "customer"
          ? "A key with the role customer needs the customer's e-mail address: give `customer`."
          : `A key with the role ${key.role} is nobody's in particular: leave \`customer\` out.`,
      );
    }
    const secret = `wb_${randomBytes(32).toString("base64url")}`;
    const id = this.#ids.make("key");
    await this.#database.query(
      "insert into api_keys (id, hash, tenant, role, customer, name) values ($1, $2, $3, $4, $5, $6)",
      [id, hashOf(secret), key.tenant, key.role, key.customer ?? null, key.name],
    );
    return { id, secret };
  }

  /** @returns false when there is no such key, or it was revoked before */
  async revoke(id: string): Promise<boolean> {
    const rows = await this.#database.query(
      "update api_keys set revoked_at = now() where id = $1 and revoked_at is null returning id",
      [id],
    );
    return rows.length > 0;
  }

  /**
   * The same for a key of the tenant; done twice it is the same.
   * @returns false when the tenant has no such key
   */
  async revokeOf(tenant: string, id: string): Promise<boolean> {
    const rows = await this.#database.query(
      "update api_keys set revoked_at = coalesce(revoked_at, now()) where id = $1 and tenant = $2 returning id",
      [id, tenant],
    );
    return rows.length > 0;
  }

  /** Newest first. */
  ofTenant({
    tenant,
    before,
    limit,
  }: {
    readonly tenant: string;
    readonly before: string | undefined;
    readonly limit: number;
  }): Promise<readonly ApiKey[]> {
    return this.#database.query<ApiKey>(
      `select ${columns} from api_keys where tenant = $1 and ($2::text is null or id < $2)
       order by id desc limit $3`,
      [tenant, before ?? null, limit],
    );
  }

  list(): Promise<readonly ApiKey[]> {
    return this.#database.query<ApiKey>(`select ${columns} from api_keys order by created_at`);
  }

  async findById(id: string): Promise<ApiKey | undefined> {
    const rows = await this.#database.query<ApiKey>(
      `select ${columns} from api_keys where id = $1 and revoked_at is null`,
      [id],
    );
    return rows[0];
  }

  async findByHash(hash: Buffer): Promise<ApiKey | undefined> {
    const rows = await this.#database.query<ApiKey>(
      `select ${columns} from api_keys where hash = $1 and revoked_at is null`,
      [hash],
    );
    return rows[0];
  }
}

export function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
