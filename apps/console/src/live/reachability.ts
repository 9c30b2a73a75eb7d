import { useSyncExternalStore } from "react";

export interface Reachability {
  readonly reachable: boolean;
  /** When something was heard from the server last, in milliseconds since 1970. */
  readonly heardAt: number;
}

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;

/**
 * Whether the server answers. Calls and the live stream report what they see; after the first
 * network error the server is asked with growing pauses until it is back, and then the listeners of
 * `onReturn` catch up.
 */
class ReachabilityStore {
  #state: Reachability = { reachable: true, heardAt: Date.now() };
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #returned = new Set<() => void>();

  readonly get = (): Reachability => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  onReturn(listener: () => void): () => void {
    this.#returned.add(listener);
    return () => this.#returned.delete(listener);
  }

  answered(): void {
    const wasGone = !this.#state.reachable;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Nobody shows the time while all is well, so nobody has to render again for it.
    this.#state = { reachable: true, heardAt: Date.now() };
    if (!wasGone) return;
    this.#tell();
    for (const listener of this.#returned) listener();
  }

  lost(): void {
    if (!this.#state.reachable) return;
    this.#state = { ...this.#state, reachable: false };
    this.#tell();
    this.#askAfter(firstPauseMs);
  }

  /** Asks now whether the server is there. */
  async ask(): Promise<boolean> {
    try {
      const response = await fetch("/health/live", { cache: "no-store" });
      if (response.ok) this.answered();
      return response.ok;
    } catch {
      this.lost();
      return false;
    }
  }

  #askAfter(pauseMs: number): void {
    this.#timer = setTimeout(() => {
      void this.ask().then((there) => {
        if (!there) this.#askAfter(Math.min(pauseMs * 2, longestPauseMs));
      });
    }, pauseMs);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const reachability = new ReachabilityStore();

export function useReachability(): Reachability {
  return useSyncExternalStore(reachability.subscribe, reachability.get);
}
