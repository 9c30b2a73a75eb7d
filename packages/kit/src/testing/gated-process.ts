import type { Recorded } from "../concepts/contract.ts";
import type { Bus } from "../ports/bus.ts";
import { systemClock, type Clock } from "../ports/clock.ts";
import type { Commit, Store } from "../ports/store.ts";
import { StoreUnavailable } from "../runtime/work.ts";

/** What becomes of a commit: the hook may wait, do something first, throw before it or after it. */
export type CommitHook = (commit: Commit, proceed: () => Promise<number>) => Promise<number>;

/**
 * A process seen from its ports. It can be stopped as SIGSTOP does (nothing it asks for happens,
 * no timer fires, until it goes on), killed (nothing ever happens again), and its commits can be
 * interfered with one by one.
 */
export class GatedProcess {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  onCommit: CommitHook = (_, proceed) => proceed();
  /** Off: what it commits reaches nobody but through the log, as if it died right after the commit. */
  announces = true;
  #open: Promise<void> = Promise.resolve();
  #resume: (() => void) | undefined;
  #dead = false;

  constructor(ports: { readonly store: Store; readonly bus: Bus }) {
    this.store = this.#gated(ports.store);
    const { bus } = ports;
    this.bus = {
      channelOf: (event) => bus.channelOf(event),
      subscribe: (request) =>
        bus.subscribe({ ...request, ready: () => void this.#whenOpen(request.ready) }),
      committed: (source, events: readonly Recorded[]) => {
        if (this.announces && !this.#dead) bus.committed(source, events);
      },
      close: () => bus.close(),
    };
    this.clock = {
      now: () => systemClock.now(),
      after: (delayMs, callback) => {
        let cancelled = false;
        const cancel = systemClock.after(
          delayMs,
          () => void this.#whenOpen(() => cancelled || callback()),
        );
        return () => {
          cancelled = true;
          cancel();
        };
      },
    };
  }

  pause(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#open = promise;
    this.#resume = resolve;
  }

  resume(): void {
    this.#resume?.();
    this.#resume = undefined;
    this.#open = Promise.resolve();
  }

  /** Nothing of it happens any more; what waits at the gate fails. */
  kill(): void {
    this.#dead = true;
    this.resume();
  }

  async #whenOpen(action: () => unknown): Promise<void> {
    if (this.#resume !== undefined) await this.#open;
    if (!this.#dead) action();
  }

  #gated(store: Store): Store {
    const through = async <T>(action: () => Promise<T>): Promise<T> => {
      if (this.#resume !== undefined) await this.#open;
      if (this.#dead) throw new StoreUnavailable("this process was killed");
      return action();
    };
    return {
      load: (streams) => through(() => store.load(streams)),
      lookup: (answers, claims) => through(() => store.lookup(answers, claims)),
      commit: (commit) => this.onCommit(commit, () => through(() => store.commit(commit))),
      dueStreams: (now, limit) => through(() => store.dueStreams(now, limit)),
      beat: (request) => through(() => store.beat(request)),
      pause: (consumer, pause) => through(() => store.pause(consumer, pause)),
      resume: (consumer) => through(() => store.resume(consumer)),
      acquire: (request) => through(() => store.acquire(request)),
      release: (request) => through(() => store.release(request)),
      leave: (owner) => through(() => store.leave(owner)),
      parkedKeys: (consumer, partitions) => through(() => store.parkedKeys(consumer, partitions)),
      dueParked: (request) => through(() => store.dueParked(request)),
    };
  }
}
