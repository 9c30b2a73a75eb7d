import type { Database } from "@waybill/kit";
import { DeadLetterTriage } from "../store/dead-letter-triage.ts";
import { DeadLetters } from "../store/dead-letters.ts";
import type { Stage } from "./stage.ts";

/** Who looks after the dead letters of `beta`, one by one. */
export class Operator {
  readonly #letters: DeadLetters;
  readonly #triage: DeadLetterTriage;
  #replays = 0;

  constructor(on: Stage) {
    const database: Database = {
      query: async (text, parameters) =>
        (await on.databases.query("beta", text, parameters)) as never,
    };
    this.#letters = new DeadLetters(database);
    this.#triage = new DeadLetterTriage(database);
  }

  list(query: Parameters<DeadLetters["list"]>[0]): ReturnType<DeadLetters["list"]> {
    return this.#letters.list(query);
  }

  find(tenant: string, id: number): ReturnType<DeadLetters["find"]> {
    return this.#letters.find(tenant, id);
  }

  /** @returns whether it was dead */
  async replay(tenant: string, id: number): Promise<boolean> {
    this.#replays += 1;
    const order = { id: `replay-${this.#replays}`, from: Date.now(), perSecond: 1_000 };
    return (await this.#triage.replay(tenant, { ids: [id] }, order)) === 1;
  }

  /** @returns whether it was dead */
  async drop(tenant: string, id: number): Promise<boolean> {
    return (await this.#triage.drop(tenant, [id])) === 1;
  }
}
