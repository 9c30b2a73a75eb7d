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
  /** By id, in milliseconds since 1970: noted when a key is looked up, which is once a second at most. */
  readonly #lastUsed = new Map<string, number>();

  constructor(keys: Pick<ApiKeys, "findByHash" | "findById">, clock: Clock) {
    const noted = (key: ApiKey | undefined): ApiKey | undefined => {
      if (key !== undefined) this.#note(key.id, clock.now());
      return key;
    };
    this.#bySecret = new Lookup(clock, async (secret) =>
      noted(await keys.findByHash(hashOf(secret))),
    );
    this.#byId = new Lookup(clock, async (id) => noted(await keys.findById(id)));
  }

  /** By the key itself. */
  authenticate(secret: string): Found | Promise<Found> {
    return this.#bySecret.find(secret);
  }

  /** By the key's id: of somebody who has shown the key before. */
  holderOf(keyId: string): Found | Promise<Found> {
    return this.#byId.find(keyId);
  }

  /** Since this process started, to the second. */
  lastUsed(keyId: string): number | undefined {
    return this.#lastUsed.get(keyId);
  }

  #note(keyId: string, at: number): void {
    if (this.#lastUsed.size >= maxKnown) this.#lastUsed.clear();
    this.#lastUsed.set(keyId, at);
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
    if (known !== undefined && this.#isFresh(known.until)) return known.principal;
    const asked = this.#asked.get(name);
    if (asked !== undefined) return asked;
    const asking = this.#fetch(name).finally(() => this.#asked.delete(name));
    this.#asked.set(name, asking);
    return asking;
  }

  /** After a clock was set back by an hour what is known would otherwise be good for an hour. */
  #isFresh(until: number): boolean {
    const leftMs = until - this.#clock.now();
    return leftMs > 0 && leftMs <= cacheMs;
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
