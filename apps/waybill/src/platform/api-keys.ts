import { createHash, randomBytes } from "node:crypto";
import {
  Terminal,
  type Clock,
  type Database,
  type Ids,
  type Principal,
  type Role,
} from "@waybill/kit";

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

  /** @throws {Terminal} `customer-missing` for a customer's key without an address */
  async create(key: NewApiKey): Promise<{ readonly id: string; readonly secret: string }> {
    if (key.role === "customer" && key.customer === undefined) {
      throw new Terminal(
        "customer-missing",
        "a key with the role customer needs --customer <e-mail>",
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

  list(): Promise<readonly ApiKey[]> {
    return this.#database.query<ApiKey>(`select ${columns} from api_keys order by created_at`);
  }

  async findByHash(hash: Buffer): Promise<ApiKey | undefined> {
    const rows = await this.#database.query<ApiKey>(
      `select ${columns} from api_keys where hash = $1 and revoked_at is null`,
      [hash],
    );
    return rows[0];
  }
}

interface Known {
  readonly principal: Principal | undefined;
  readonly until: number;
}

/** A revoked key works for at most this long. */
const cacheMs = 1_000;
const maxKnown = 10_000;

/** Looks keys up, from memory while the answer is fresh. */
export class Authenticator {
  readonly #keys: ApiKeys;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Promise<Principal | undefined>>();

  constructor(keys: ApiKeys, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  authenticate(token: string): Principal | undefined | Promise<Principal | undefined> {
    const known = this.#known.get(token);
    if (known !== undefined && known.until > this.#clock.now()) return known.principal;
    const asked = this.#asked.get(token);
    if (asked !== undefined) return asked;
    const asking = this.#ask(token).finally(() => this.#asked.delete(token));
    this.#asked.set(token, asking);
    return asking;
  }

  async #ask(token: string): Promise<Principal | undefined> {
    const key = await this.#keys.findByHash(hashOf(token));
    const principal: Principal | undefined =
      key === undefined
        ? undefined
        : {
            tenant: key.tenant,
            role: key.role,
            keyId: key.id,
            ...(key.customer === null ? {} : { customer: key.customer }),
          };
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(token, { principal, until: this.#clock.now() + cacheMs });
    return principal;
  }
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
