import { reachability } from "./reachability.ts";

export interface LiveState {
  readonly connected: boolean;
  /** The latest data of each event name, as it was sent. */
  readonly latest: Readonly<Record<string, unknown>>;
}

const address = "/v1/ops/live";
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * One EventSource for the whole page, open while somebody listens. The browser's own reconnection
 * gives up for good after some errors, so it is closed and opened again here, with pauses that
 * double and are spread by chance: many consoles do not come back in the same moment.
 */
class LiveStream {
  #state: LiveState = { connected: false, latest: {} };
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseMs = firstPauseMs;
  readonly #names = new Set<string>();
  readonly #listeners = new Set<() => void>();

  readonly get = (): LiveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  };

  /** Has events of a name kept from now on. */
  listenTo(name: string): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    this.#source?.addEventListener(name, this.#received);
  }

  #open(): void {
    const source = new EventSource(address);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#pauseMs = firstPauseMs;
      reachability.answered();
      this.#set({ ...this.#state, connected: true });
    });
    source.addEventListener("error", () => this.#failed());
    for (const name of this.#names) source.addEventListener(name, this.#received);
  }

  readonly #received = (event: MessageEvent<string>): void => {
    reachability.answered();
    const data: unknown = JSON.parse(event.data);
    this.#set({ connected: true, latest: { ...this.#state.latest, [event.type]: data } });
  };

  /** A stream's error does not say why; asking the server tells a lost server from a refused stream. */
  #failed(): void {
    this.#close();
    this.#set({ ...this.#state, connected: false });
    void reachability.ask();
    const pauseMs = this.#pauseMs * (0.75 + Math.random() / 2);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
    this.#timer = setTimeout(() => this.#open(), pauseMs);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }

  #set(state: LiveState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const liveStream = new LiveStream();
