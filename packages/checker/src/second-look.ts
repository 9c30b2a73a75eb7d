import type { Clock } from "@waybill/kit";
import { MessageViews } from "./checks/message-views.ts";
import type { CaseContext } from "./checks/order-case.ts";
import { Replay } from "./checks/replay.ts";
import { timer } from "./checks/timers.ts";
import type { Emit, Finding } from "./findings.ts";
import { orderCases, suspicions } from "./passes/orders-pass.ts";
import { Reach } from "./reading/reach.ts";
import type { Sources } from "./sources.ts";

/** So many looks, spread evenly over the time that things may take to settle. */
const looks = 4;
const maxSuspects = 20_000;
const ordersAtOnce = 500;

interface SecondLookOptions {
  /** False: nothing moves, so what is suspected is certain. */
  readonly running: boolean;
  readonly emit: Emit;
}

export interface LookOptions {
  readonly open: () => Promise<Sources>;
  readonly clock: Clock;
  readonly settleMs: number;
  readonly graceMs: number;
}

/**
 * What several databases say together was not read at one moment. While the system runs, an order
 * may look wrong because one database was seen a little later than another. So suspects are looked
 * at again, and only what is wrong with an order every time is a violation.
 */
export class SecondLook {
  readonly #options: SecondLookOptions;
  #suspects = new Map<string, Map<string, Finding>>();

  constructor(options: SecondLookOptions) {
    this.#options = options;
  }

  /** Whether anything is suspected. */
  get isNeeded(): boolean {
    return this.#suspects.size > 0;
  }

  readonly suspect: Emit = (finding) => {
    const { running, emit } = this.#options;
    const { order } = finding;
    const known = order === undefined ? undefined : this.#suspects.get(order);
    // Past the limit there is no memory for doubts: so many are not in flight at one moment.
    if (
      !running ||
      order === undefined ||
      (known === undefined && this.#suspects.size >= maxSuspects)
    ) {
      emit(finding);
      return;
    }
    this.#suspects.set(order, (known ?? new Map<string, Finding>()).set(nameOf(finding), finding));
  };

  /** Looks again until nothing is suspected or the time is over; emits what stayed wrong. @returns how many orders were looked at again */
  async settle(options: LookOptions): Promise<number> {
    const count = this.#suspects.size;
    for (let look = 0; look < looks && this.#suspects.size > 0; look++) {
      await pause(options.clock, options.settleMs / looks);
      const sources = await options.open();
      try {
        await this.#look(sources, options.graceMs);
      } finally {
        await sources.close();
      }
    }
    for (const findings of this.#suspects.values())
      for (const finding of findings.values()) this.#options.emit(finding);
    return count;
  }

  async #look(sources: Sources, graceMs: number): Promise<void> {
    const still = new Map<string, Map<string, Finding>>();
    const again: Emit = (finding) => {
      const { order } = finding;
      if (order === undefined || this.#suspects.get(order)?.has(nameOf(finding)) !== true) return;
      still.set(
        order,
        (still.get(order) ?? new Map<string, Finding>()).set(nameOf(finding), finding),
      );
    };
    const reach = await Reach.read(sources.logs);
    const keys = [...this.#suspects.keys()].sort();
    for (let start = 0; start < keys.length; start += ordersAtOnce) {
      await examine(sources, {
        reach,
        graceMs,
        keys: keys.slice(start, start + ordersAtOnce),
        emit: again,
      });
    }
    this.#suspects = still;
  }
}

interface Examination {
  readonly reach: Reach;
  readonly graceMs: number;
  readonly keys: readonly string[];
  readonly emit: Emit;
}

/** Everything that can be suspected of some orders. */
async function examine(
  sources: Sources,
  { reach, graceMs, keys, emit }: Examination,
): Promise<void> {
  const context = caseContext(sources, reach, graceMs);
  const views = new MessageViews(sources.logs, { reach, emit, keys });
  for await (const order of orderCases(sources, keys)) {
    for (const [service, stream] of order.streams) {
      for (const event of stream.events) views.add(service, event);
      const log = sources.logs.get(service);
      if (log === undefined) continue;
      const replay = new Replay(log.service, () => undefined);
      const due = replay.due(stream.stream, replay.stream(stream));
      for (const finding of timer({ service, stream: stream.stream, due }, context)) emit(finding);
    }
    await views.flush(order.id);
    for (const finding of suspicions(order, context)) emit(finding);
  }
  await views.finish();
}

export function caseContext(sources: Sources, reach: Reach, graceMs: number): CaseContext {
  return {
    reach,
    now: sources.takenAt,
    graceMs,
    hasProvider: sources.provider !== undefined,
    hasCarrier: sources.carrier !== undefined,
  };
}

/** The same thing wrong with the same order; its numbers may have moved on. */
function nameOf({ check, problem, service, stream }: Finding): string {
  return `${check}/${problem}/${service ?? ""}/${stream ?? ""}`;
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}
