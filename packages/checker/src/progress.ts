/** What is being done: in this order, each once, and the last only when something seemed wrong. */
export type VerifyStep = "streams" | "orders" | "views" | "positions" | "second-look";

/** How far a check of everything is. */
export interface VerifyProgress {
  readonly step: VerifyStep;
  /** Whose log is gone through, while `step` is `streams`. */
  readonly service: string | undefined;
  /** Events gone through. */
  readonly events: number;
  /** Events that there were at the beginning; a few more while the system runs. */
  readonly total: number;
}

const tellEvery = 4_096;

/** Counts the events that are gone through, and tells now and then. */
export class ProgressMeter {
  readonly #tell: (progress: VerifyProgress) => void;
  readonly #total: number;
  #step: VerifyStep = "streams";
  #service: string | undefined;
  #events = 0;
  #told = 0;

  constructor(tell: (progress: VerifyProgress) => void, total: number) {
    this.#tell = tell;
    this.#total = total;
  }

  get events(): number {
    return this.#events;
  }

  begin(step: VerifyStep, service?: string): void {
    this.#step = step;
    this.#service = service;
    this.#now();
  }

  add(events: number): void {
    this.#events += events;
    if (this.#events - this.#told >= tellEvery) this.#now();
  }

  #now(): void {
    this.#told = this.#events;
    this.#tell({
      step: this.#step,
      service: this.#service,
      events: this.#events,
      total: Math.max(this.#total, this.#events),
    });
  }
}
