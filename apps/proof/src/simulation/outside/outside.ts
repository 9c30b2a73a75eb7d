import type { Retryable } from "@waybill/kit";
import type { Faults, Machine, Seed, Time } from "@waybill/simulator";

export interface OutsideOptions {
  /** Who is called: the first part of its faults' names. */
  readonly name: string;
  readonly machine: Machine;
  readonly time: Time;
  readonly faults: Faults;
  readonly seed: Seed;
  /** It is down until then, in milliseconds since 1970; for all processes. */
  readonly outage: Outage;
  readonly unavailable: (what: string) => Retryable;
}

/** When somebody outside is back from being down. */
export interface Outage {
  until: number;
}

/** Faults of calls to somebody outside, by what happens. */
export const outsideFaults = (name: string) => ({
  down: `${name}-down`,
  error: `${name}-answers-500`,
  slow: `${name}-slow`,
  hangs: `${name}-hangs`,
  repeated: `${name}-call-repeated`,
  replyLost: `${name}-acts-then-times-out`,
  crash: `${name}-acts-then-we-crash`,
});

const latencyMs = 4;
/** Past every time limit of a call. */
const maxSlowMs = 40_000;

/** The way from a process to somebody outside, who may act whether or not we hear of it. */
export class Outside {
  readonly #options: OutsideOptions;
  readonly #names: ReturnType<typeof outsideFaults>;

  constructor(options: OutsideOptions) {
    this.#options = options;
    this.#names = outsideFaults(options.name);
  }

  /** @param signal the caller gives up; what has been sent may be carried out all the same */
  call<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { machine, unavailable } = this.#options;
    machine.underWay += 1;
    return new Promise<T>((resolve, reject) => {
      let open = true;
      const end = (settle: () => void): void => {
        if (!open) return;
        open = false;
        signal?.removeEventListener("abort", hungUp);
        machine.deliver(() => {
          machine.underWay -= 1;
          settle();
        });
      };
      const hungUp = (): void => end(() => reject(unavailable("gave no answer in time")));
      signal?.addEventListener("abort", hungUp, { once: true });
      this.#send(act, {
        resolve: (value) => end(() => resolve(value)),
        reject: (error) => end(() => reject(error)),
      });
    });
  }

  #send<T>(
    act: () => Promise<T>,
    answer: { resolve: (value: T) => void; reject: (error: Error) => void },
  ): void {
    const { time, faults, seed, unavailable, outage } = this.#options;
    const { down, error, slow, hangs } = this.#names;
    if (faults.strikes(hangs)) return;
    const way = seed.delay(latencyMs);
    if (outage.until > time.now) {
      faults.note(down);
      time.after(way, () => answer.reject(unavailable("is down")));
      return;
    }
    if (faults.strikes(error)) {
      time.after(way, () => answer.reject(unavailable("answered 500")));
      return;
    }
    const late = faults.strikes(slow) ? seed.int(1_000, maxSlowMs) : 0;
    time.after(way + late, () => {
      this.#act(act, answer);
    });
  }

  #act<T>(
    act: () => Promise<T>,
    answer: { resolve: (value: T) => void; reject: (error: Error) => void },
  ): void {
    const { machine, time, faults, seed } = this.#options;
    const { repeated, replyLost, crash } = this.#names;
    if (faults.strikes(repeated)) act().catch(() => undefined);
    act().then(
      (value) => {
        if (faults.strikes(replyLost)) return;
        if (!machine.isDead && faults.strikes(crash)) {
          machine.crash();
          return;
        }
        time.after(seed.delay(latencyMs), () => answer.resolve(value));
      },
      (error: Error) => {
        time.after(seed.delay(latencyMs), () => answer.reject(error));
      },
    );
  }
}
