import type { Clock, Principal } from "@waybill/kit";
import { hashOf, type ApiKey, type ApiKeys } from "./api-keys.ts";

type Found = Principal | undefined;

/** A revoked key works for at most this long. */
const cacheMs = 1_000;
const maxKnown = 10_000;

/** Finds out who a key is, from memory while the answer is fresh. */
export class Authenticator {
  readonly #bySecret: Lookup;
  /** Apart from the other: an id is no secret, and must never be taken for one. */
  readonly #byId: Lookup;

  constructor(keys: ApiKeys, clock: Clock) {
    this.#bySecret = new Lookup(clock, (secret) => keys.findByHash(hashOf(secret)));
    this.#byId = new Lookup(clock, (id) => keys.findById(id));
  }

  /** By the key itself. */
  authenticate(secret: string): Found | Promise<Found> {
    return this.#bySecret.find(secret);
  }

  /** By the key's id: of somebody who has shown the key before. */
  holderOf(keyId: string): Found | Promise<Found> {
    return this.#byId.find(keyId);
  }
}

class Lookup {
  readonly #clock: Clock;
  readonly #ask: (name: string) => Promise<ApiKey | undefined>;
  readonly #known = new Map<string, { readonly principal: Found; readonly until: number }>();
  readonly #asked = new Map<string, Promise<Found>>();

  constructor(clock: Clock, ask: (name: string) => Promise<ApiKey | undefined>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  find(name: string): Found | Promise<Found> {
    const known = this.#known.get(name);
    if (known !== undefined && known.until > this.#clock.now()) return known.principal;
    const asked = this.#asked.get(name);
    if (asked !== undefined) return asked;
    const asking = this.#fetch(name).finally(() => this.#asked.delete(name));
    this.#asked.set(name, asking);
    return asking;
  }

  async #fetch(name: string): Promise<Found> {
    const key = await this.#ask(name);
    const principal = key === undefined ? undefined : principalOf(key);
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(name, { principal, until: this.#clock.now() + cacheMs });
    return principal;
  }
}

function principalOf({ tenant, role, id, customer }: ApiKey): Principal {
  return { tenant, role, keyId: id, ...(customer === null ? {} : { customer }) };
}
