import {
  Terminal,
  encodeCloudEvent,
  partitionOf,
  systemClock,
  type Contract,
  type Recorded,
} from "@waybill/kit";
import Type from "typebox";
import { seeded } from "../load/random.ts";

export const perfSource = "perf";

/** @param topic where it is measured */
export function perfContract(topic: string): Contract {
  return {
    source: perfSource,
    type: "PerfMeasured",
    topic,
    version: 1,
    schema: Type.Object({ text: Type.String() }),
  };
}

const keys = 1_000;
const texts = 256;
const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
const meta = { tenant: "perf", correlationId: "perf", causationId: "perf", traceparent: "" };

/**
 * Events as a service's log has them, of a size. Their texts are random, and so pack about as well as ids and
 * names do; a row of zeros would make any compression look good.
 */
export class PerfEvents {
  readonly #contract: Contract;
  readonly #versions = Array.from({ length: keys }, () => 0);
  readonly #texts: readonly string[];
  #position = 0;

  /** @throws {Terminal} `perf-option-invalid` when no event is so small */
  constructor(contract: Contract, size: number) {
    this.#contract = contract;
    const position = keys * 100 - 1;
    const empty = encodeCloudEvent(this.#event({ position, version: 99, text: "" })).length;
    if (size < empty) {
      throw new Terminal(
        "perf-option-invalid",
        `--size is ${size}, and an event takes ${empty} bytes without any data; give that or more`,
      );
    }
    const random = seeded(1);
    const letter = (): string => letters[Math.floor(random() * letters.length)] ?? "";
    this.#texts = Array.from({ length: texts }, () =>
      Array.from({ length: size - empty }, letter).join(""),
    );
  }

  next(count: number): readonly Recorded[] {
    return Array.from({ length: count }, () => {
      this.#position += 1;
      const position = this.#position;
      const version = (this.#versions[position % keys] ?? 0) + 1;
      this.#versions[position % keys] = version;
      return this.#event({ position, version, text: this.#texts[position % texts] ?? "" });
    });
  }

  #event(of: {
    readonly position: number;
    readonly version: number;
    readonly text: string;
  }): Recorded {
    const { source, type, version: schemaVersion } = this.#contract;
    const { position, version, text } = of;
    const key = `key_${position % keys}`;
    return {
      source,
      position,
      partition: partitionOf(key),
      stream: `perf-${key}`,
      version,
      type,
      schemaVersion,
      data: { text },
      meta,
      time: systemClock.now(),
      touches: [],
    };
  }
}
