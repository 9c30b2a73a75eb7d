import type { Finding } from "@waybill/checker";
import { categoryOf } from "@waybill/kit";
import type { World } from "../world.ts";
import { anotherTenant } from "./envelope.ts";
import type { ForeignProducer, Intrusion } from "./foreign-producer.ts";

/** What became of the envelopes of one kind; an envelope that several consumers want counts for each. */
export interface KindCount {
  sent: number;
  /** Nobody wants its type. */
  ignored: number;
  /** Dead letters. */
  parked: number;
  /** Taken like any other message. */
  handled: number;
}

interface Listed {
  status: string;
  code: string;
  error: string;
}

/** Sees what consumers make of what is not of the shop. */
export class ForeignWatch {
  readonly #producer: ForeignProducer;
  readonly #listed = new Map<string, Listed>();
  /** Events by the id of what caused them, where that is no event of the shop. */
  readonly #effects = new Map<string, string>();

  constructor(world: World, producer: ForeignProducer) {
    this.#producer = producer;
    for (const disk of world.disks.values()) {
      disk.watch((_, { parks, reparks, events }) => {
        if (producer.intrusions.length === 0) return;
        for (const { consumer, message, status, code, error } of [...parks, ...reparks]) {
          if (!producer.isForeign(message.source, message.position)) continue;
          const name = `${consumer} ${message.source}/${message.position}`;
          if (this.#listed.get(name)?.status !== "dead")
            this.#listed.set(name, { status, code, error });
        }
        for (const { meta, type, stream } of events)
          this.#effects.set(meta.causationId, `${type} of ${stream}`);
      });
    }
  }

  get envelopes(): number {
    return this.#producer.intrusions.length;
  }

  /** Dead letters by kind of envelope and code, with one of the causes that they give. */
  get causes(): ReadonlyMap<string, string> {
    const causes = new Map<string, string>();
    for (const { kind, source, position, consumers } of this.#producer.intrusions) {
      for (const consumer of consumers) {
        const listed = this.#listed.get(`${consumer} ${source}/${position}`);
        if (listed?.status === "dead") causes.set(`${kind}: ${listed.code}`, listed.error);
      }
    }
    return causes;
  }

  count(by: (intrusion: Intrusion, consumer: string) => string): Record<string, KindCount> {
    const counts: Record<string, KindCount> = {};
    for (const each of this.#producer.intrusions) {
      const { consumers, source, position } = each;
      for (const consumer of consumers.length === 0 ? ["nobody"] : consumers) {
        const count = (counts[by(each, consumer)] ??= newCount());
        const dead = this.#listed.get(`${consumer} ${source}/${position}`)?.status === "dead";
        count.sent += 1;
        if (consumers.length === 0) count.ignored += 1;
        else if (dead) count.parked += 1;
        else count.handled += 1;
      }
    }
    return counts;
  }

  /** P: what is refused is listed with its cause at each consumer that wants it, and has done nothing. */
  get findings(): readonly Finding[] {
    const findings: Finding[] = [];
    for (const each of this.#producer.intrusions) {
      if (each.fate === "harmless") continue;
      const { kind, fate, source, position, consumers } = each;
      const found = (problem: string, message: string): void => {
        findings.push({ check: "P", problem, service: source, position, message });
      };
      const effect = idsOf(each).flatMap((id) => this.#effects.get(id) ?? [])[0];
      if (effect !== undefined) found("foreign-carried-out", `${kind} has led to ${effect}`);
      for (const consumer of consumers) {
        const listed = this.#listed.get(`${consumer} ${source}/${position}`);
        if (fate === "apart") continue;
        if (listed?.status !== "dead")
          found("foreign-not-listed", `${kind} is no dead letter of ${consumer}`);
        else if (listed.code === "" || listed.error === "")
          found("foreign-without-cause", `${consumer} does not say what is wrong with ${kind}`);
      }
    }
    return findings;
  }

  /**
   * Whether a finding of the checker is what had to become of envelopes that nobody could tell from
   * events of the shop: they are about orders of nobody, or they are answered again.
   */
  explains({ problem, order, stream, message }: Finding): boolean {
    const { ofNobody, repeated } = this.#known();
    if (order !== undefined && ofNobody.has(order)) return true;
    if (stream !== undefined && ofNobody.has(stream.slice(categoryOf(stream).length + 1)))
      return true;
    if (problem === "row-unexpected" && message.includes(anotherTenant)) return true;
    if (problem !== "handled-twice" && problem !== "handled-out-of-order") return false;
    const cause = / follows (\S+), which/.exec(message)?.[1];
    return cause !== undefined && repeated.has(cause);
  }

  #known(): { readonly ofNobody: ReadonlySet<string>; readonly repeated: ReadonlySet<string> } {
    const { intrusions } = this.#producer;
    return {
      ofNobody: new Set(intrusions.flatMap((each) => each.orderOfNobody ?? [])),
      repeated: new Set(intrusions.flatMap((each) => each.repeats ?? [])),
    };
  }
}

/** What events that it causes would name as their cause: as it says of itself, and as it is parked. */
function idsOf({ message, source, position }: Intrusion): readonly string[] {
  const { stream, version } = message as { readonly stream?: unknown; readonly version?: unknown };
  const named = typeof stream === "string" ? stream : "";
  const own = typeof version === "number" ? [`${named}/${version}`] : [];
  return [...own, `${named}/0`, `unreadable-${source}.${position}/0`];
}

function newCount(): KindCount {
  return { sent: 0, ignored: 0, parked: 0, handled: 0 };
}
