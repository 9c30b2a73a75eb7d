import { strayRecord, type Clock, type Recorded, type Warn } from "@waybill/kit";
import type { IncomingRecord } from "./cluster/record.ts";

export interface ForeignRecordsOptions {
  readonly topic: string;
  readonly group: string;
  readonly clock: Clock;
  readonly warn: Warn;
}

/** So many are listed at once, and then one each `refillMs`: who floods a topic is not to flood a database. */
const most = 100;
const refillMs = 10_000;

/** What strangers have written into a topic: told in the log of the process, and listed within limits. */
export class ForeignRecords {
  readonly #options: ForeignRecordsOptions;
  #waiting: Recorded[] = [];
  #room = most;
  #since: number;

  constructor(options: ForeignRecordsOptions) {
    this.#options = options;
    this.#since = options.clock.now();
  }

  /** @returns whether it is to be listed */
  add(partition: number, { offset, ...record }: IncomingRecord): boolean {
    const { topic, group, warn } = this.#options;
    const where = `${topic}, partition ${partition}`;
    warn(
      `foreign in ${where}`,
      `${where}, offset ${offset} is none of ours: ${group} passes over it`,
    );
    if (!this.#hasRoom()) return false;
    this.#waiting.push(
      strayRecord({
        ...record,
        place: `kafka:${topic}/${partition}`,
        offset: Number(offset),
        partition,
        flaw: `${where}, offset ${offset}: no service of ours has published it`,
        time: record.timestamp,
      }),
    );
    return true;
  }

  take(): readonly Recorded[] {
    const strays = this.#waiting;
    this.#waiting = [];
    return strays;
  }

  #hasRoom(): boolean {
    const refilled = Math.floor((this.#options.clock.now() - this.#since) / refillMs);
    if (refilled > 0) {
      this.#room = Math.min(most, this.#room + refilled);
      this.#since += refilled * refillMs;
    }
    if (this.#room === 0) return false;
    this.#room -= 1;
    return true;
  }
}
