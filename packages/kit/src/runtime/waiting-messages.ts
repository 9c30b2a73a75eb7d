import { upcast, type Contract, type Recorded } from "../concepts/contract.ts";
import type { Places, Taken } from "../ports/bus.ts";

/** Messages that a broker's feed has and nobody has taken yet, in the shape of their contracts' present versions. */
export class WaitingMessages {
  readonly #contracts: ReadonlyMap<string, Contract>;
  #messages: Recorded[] = [];
  #next = 0;

  constructor(contracts: ReadonlyMap<string, Contract>) {
    this.#contracts = contracts;
  }

  add(message: Recorded): void {
    this.#messages.push(this.#lifted(message));
  }

  /** @param places how far each partition has been read; what waits is not yet looked at */
  take(max: number, places: Places): Taken {
    const end = Math.min(this.#messages.length, this.#next + max);
    const messages = this.#messages.slice(this.#next, end);
    this.#next = end;
    if (this.#next === this.#messages.length) this.clear();
    const scanned = new Map(places);
    for (let index = this.#messages.length - 1; index >= this.#next; index--) {
      const message = this.#messages[index];
      if (message !== undefined) scanned.set(message.partition, message.position - 1);
    }
    return { messages, scannedTo: (partition) => scanned.get(partition) ?? 0 };
  }

  clear(): void {
    this.#messages = [];
    this.#next = 0;
  }

  get count(): number {
    return this.#messages.length - this.#next;
  }

  /** Time of the one that comes next. */
  get oldest(): number | undefined {
    return this.#messages[this.#next]?.time;
  }

  /** What cannot be lifted is handed on as it is: whoever handles it fails, and only its key is parked. */
  #lifted(message: Recorded): Recorded {
    const contract = this.#contracts.get(message.type);
    if (contract === undefined || contract.version === message.schemaVersion) return message;
    try {
      const data = upcast(contract, message.schemaVersion, message.data);
      return { ...message, data, schemaVersion: contract.version };
    } catch {
      return message;
    }
  }
}
