import { keyOf, type Contract, type Recorded } from "../concepts/contract.ts";
import type { Service } from "../concepts/service.ts";
import type { MessageView } from "../concepts/view.ts";
import type { Clock } from "../ports/clock.ts";
import type { ParkedMessage } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { causedBy, startHandling, type WorkSpan } from "../telemetry/work-span.ts";
import type { Inbox, Slice } from "./inbox.ts";
import { saysOfOthers } from "./kill-switch.ts";
import { lift } from "./lift.ts";
import type { Unit, Work, WorkSource, WrittenOff } from "./work.ts";

/** What one batch does to the parked messages; begun anew whenever it is decided anew. */
interface Tracked {
  readonly parked: string[];
  readonly unparked: string[];
  /** Keys parked by this very batch: what follows them in it has to wait, too. */
  readonly blocked: Set<string>;
  failures: number;
  queued: number;
  /** Of the messages whose traces are recorded. */
  readonly spans: WorkSpan[];
}

type Plan = Pick<Unit, "commands"> & {
  readonly rows: NonNullable<Unit["rows"]>;
  readonly error?: unknown;
};

interface Interest {
  readonly reactions: Service["reactions"][number][];
  readonly views: { readonly view: MessageView; readonly contract: Contract }[];
}

const nothing: Plan = { commands: [], rows: [] };

/**
 * Turns the messages of other services into commands and rows. A message whose handling fails is
 * parked with all that follows it for its key; the others of its batch go on.
 */
export class ReactionConsumer implements WorkSource {
  readonly #service: Service;
  readonly #interests: ReadonlyMap<string, Interest>;
  readonly #inbox: Inbox;
  readonly #telemetry: Telemetry;
  readonly #clock: Clock;

  constructor(options: {
    readonly service: Service;
    readonly inbox: Inbox;
    readonly telemetry: Telemetry;
    readonly clock: Clock;
  }) {
    this.#service = options.service;
    this.#interests = interestsOf(options.service);
    this.#inbox = options.inbox;
    this.#telemetry = options.telemetry;
    this.#clock = options.clock;
  }

  take(max: number): Work | undefined {
    const slice = this.#inbox.pull(max);
    return slice === undefined ? undefined : this.#work(slice);
  }

  #work(slice: Slice): Work {
    const tracked: Tracked = {
      parked: [],
      unparked: [],
      blocked: new Set(),
      failures: 0,
      queued: 0,
      spans: [],
    };
    const size = slice.messages.length + slice.retries.length;
    const strays = slice.strays.map((each) => this.#inbox.parking.list(each));
    return {
      units: [
        ...slice.retries.map((retry) => this.#retry(retry, tracked)),
        ...slice.messages.map((message) => this.#fresh(message, tracked)),
      ],
      positions: slice.moves,
      parks: strays,
      reparks: [],
      begin: () => {
        tracked.parked.length = 0;
        tracked.unparked.length = 0;
        tracked.blocked.clear();
        tracked.failures = 0;
        tracked.queued = 0;
        for (const span of tracked.spans) span.begin();
      },
      settled: (error) => {
        for (const span of tracked.spans) span.end(error);
        if (error === undefined) {
          const parked = [...tracked.parked, ...strays.map(({ key }) => key)];
          this.#inbox.committed(slice, { ...tracked, parked, handled: size - tracked.queued });
        } else this.#inbox.failed(slice, error);
      },
    };
  }

  #fresh(message: Recorded, tracked: Tracked): Unit {
    const { parking } = this.#inbox;
    const key = keyOf(message.stream);
    const isLeft = parking.count(key) > 0 || parking.isPoison(message);
    const plan = isLeft ? nothing : this.#plan(message);
    const span = this.#span(message, 1, tracked);
    const park = (written: WrittenOff): WrittenOff => {
      tracked.parked.push(key);
      tracked.blocked.add(key);
      return written;
    };
    const failed = (error: unknown): WrittenOff => {
      span?.note(error);
      this.#failed(message, error, tracked);
      return park({ park: parking.park(message, error, 1) });
    };
    return {
      ...this.#unit(message, plan, span),
      hold: () => {
        if (parking.count(key) > 0 || tracked.blocked.has(key)) {
          span?.drop();
          tracked.queued += 1;
          return park({ park: parking.queue(message) });
        }
        if (parking.isPoison(message)) return failed(parking.causeOf(message));
        return "error" in plan ? failed(plan.error) : undefined;
      },
      failed,
    };
  }

  #retry(retry: ParkedMessage, tracked: Tracked): Unit {
    const { parking } = this.#inbox;
    const { message } = retry;
    const isLeft = retry.status === "dropped" || parking.isPoison(message);
    const plan = isLeft ? nothing : this.#plan(message);
    const span = this.#span(message, retry.attempts + 1, tracked);
    const failed = (error: unknown): WrittenOff => {
      span?.note(error);
      this.#failed(message, error, tracked);
      return { repark: parking.park(message, error, retry.attempts + 1) };
    };
    const unit = this.#unit(message, plan, span);
    return {
      ...unit,
      unpark: retry,
      hold: () => {
        if (parking.isPoison(message)) return failed(parking.causeOf(message));
        return "error" in plan ? failed(plan.error) : undefined;
      },
      failed,
      done: (result) => {
        tracked.unparked.push(retry.key);
        unit.done(result);
      },
    };
  }

  #failed(message: Recorded, error: unknown, tracked: Tracked): void {
    if (saysOfOthers(error)) tracked.failures += 1;
    const { name } = this.#service;
    this.#telemetry.messageFailed({ service: name, consumer: name }, message, error);
  }

  /** What the service makes of a message; an error when a reaction or a view throws. */
  #plan(message: Recorded): Plan {
    const interest = this.#interests.get(message.type);
    if (interest === undefined) return nothing;
    try {
      const commands = [];
      for (const each of interest.reactions) {
        const command = each.command(lift(message, each.on));
        if (command !== undefined) commands.push({ decider: each.to, command });
      }
      const rows = [];
      for (const { view, contract } of interest.views) {
        for (const row of view.rows(lift(message, contract))) rows.push({ view, row });
      }
      return { commands, rows };
    } catch (error) {
      return { ...nothing, error };
    }
  }

  #span(message: Recorded, attempt: number, { spans }: Tracked): WorkSpan | undefined {
    const span = startHandling(message, { consumer: this.#service.name, attempt });
    if (span !== undefined) spans.push(span);
    return span;
  }

  #unit(
    message: Recorded,
    { commands, rows }: Plan,
    span: WorkSpan | undefined,
  ): Omit<Unit, "failed"> {
    return {
      meta: causedBy(message, span),
      commands,
      rows,
      done: () => {
        this.#telemetry.messageHandled(this.#service.name, message, this.#clock.now());
      },
    };
  }
}

/** Who cares for which type of message, looked up once and not for every message. */
function interestsOf({ reactions, views }: Service): ReadonlyMap<string, Interest> {
  const interests = new Map<string, Interest>();
  const interestIn = (type: string): Interest => {
    const interest = interests.get(type) ?? { reactions: [], views: [] };
    interests.set(type, interest);
    return interest;
  };
  for (const reaction of reactions) interestIn(reaction.on.type).reactions.push(reaction);
  for (const view of views) {
    if (view.kind !== "message") continue;
    for (const contract of view.on) interestIn(contract.type).views.push({ view, contract });
  }
  return interests;
}
