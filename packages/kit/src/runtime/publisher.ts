import type { Recorded } from "../concepts/contract.ts";
import { Retryable } from "../errors.ts";
import type { Places } from "../ports/bus.ts";

/** Where a service's events are published: a broker, which others read. */
export interface Publisher {
  /**
   * Resolves when the broker has all of them, each partition in the given order. What was under way
   * at a failure is given again, in the same order and with all that follows it, so repetitions are
   * contiguous.
   * @throws PublishedLost when the broker has not got any more what comes before them
   */
  publish(events: readonly Recorded[]): Promise<void>;
  /**
   * For a broker that may lose what it has acknowledged: says up to which position in the log it surely has
   * everything of each partition. Asked whenever a process begins to publish partitions.
   */
  begin?(partitions: readonly number[]): Promise<Places>;
  /**
   * For the same: looks after partitions, about once a second. Everything up to `places` was
   * acknowledged once.
   * @throws PublishedLost
   */
  keep?(places: Places): Promise<void>;
  close(): Promise<void>;
}

/** Says what a broker has, for whoever asks whether that is of the log at hand. */
export interface PublishedEnds {
  /** The newest of each topic and partition of the service; none of those that are empty. */
  newest(): Promise<readonly Published[]>;
}

/** The newest that a broker has of a topic and partition. */
export interface Published {
  /** As the broker calls it. */
  readonly topic: string;
  readonly partition: number;
  readonly position: number;
  /** Undefined when the broker still knows the position and has let the event go. */
  readonly event: Pick<Recorded, "stream" | "version"> | undefined;
}

/** A broker has lost what it had acknowledged: the log has it still. */
export class PublishedLost extends Retryable {
  /** Up to which position it has everything, by partition; others have lost nothing. */
  readonly places: Places;

  constructor(places: Places) {
    const parts = [...places].map(([partition, position]) => `${partition} from ${position} on`);
    super("published-lost", `the broker lost events of partition ${parts.join(", ")}`);
    this.places = places;
  }
}
