import type { HealthCheck, Readiness } from "@waybill/kit";
import type { ProcessReport, ServiceReport } from "./process-report.ts";
import { Replica } from "./replica.ts";

/** Addresses of the processes of each service. */
export type ServiceUrls = ReadonlyMap<string, readonly string[]>;

/** The processes that the gateway sends calls to. */
export class Replicas {
  readonly #key: string;
  readonly #told: (report: ProcessReport) => void;
  readonly #replicas = new Map<string, readonly Replica[]>();
  readonly #retiring = new Set<Replica>();
  #turn = 0;

  constructor(options: {
    readonly key: string;
    readonly services: readonly string[];
    readonly told: (report: ProcessReport) => void;
  }) {
    this.#key = options.key;
    this.#told = options.told;
    for (const service of options.services) this.#replicas.set(service, []);
  }

  /** From now on these are all that there are. Those that stay keep their connections; the others finish what they have. */
  set(urls: ServiceUrls): void {
    for (const [service, known] of this.#replicas) {
      const wanted = urls.get(service) ?? [];
      const kept = known.filter(({ url }) => wanted.includes(url));
      const added = wanted.filter((url) => !kept.some((each) => each.url === url));
      for (const each of known) if (!kept.includes(each)) this.#retire(each);
      const made = added.map(
        (url) => new Replica({ service, url, key: this.#key, told: this.#told }),
      );
      this.#replicas.set(service, [...kept, ...made]);
    }
  }

  /** Those that are ready, each time beginning with another one; behind them those that are only late. */
  inTurn(service: string): readonly Replica[] {
    const ready = this.#of(service).filter(({ isReady }) => isReady);
    const late = this.#of(service).filter(({ isLate }) => isLate);
    if (ready.length < 2) return [...ready, ...late];
    this.#turn = (this.#turn + 1) % 1_000_000;
    const first = this.#turn % ready.length;
    return [...ready.slice(first), ...ready.slice(0, first), ...late];
  }

  reports(service: string): readonly ServiceReport[] {
    return this.#of(service).flatMap(({ report }) =>
      report === undefined ? [] : [report.service],
    );
  }

  allReports(): readonly ServiceReport[] {
    return [...this.#replicas.keys()].flatMap((service) => this.reports(service));
  }

  /** Whether each service has a process that takes calls, and what those say that do not. */
  readiness(): Readiness {
    const checks: Record<string, HealthCheck> = {};
    for (const [service, replicas] of this.#replicas) {
      const ready = replicas.filter(({ isReady }) => isReady);
      const troubles = replicas
        .filter(({ isReady }) => !isReady)
        .map(({ url, trouble }) => `${url}: ${trouble}`);
      const detail = [`${ready.length} of ${replicas.length} processes are ready`, ...troubles];
      checks[`service.${service}`] = { ok: ready.length > 0, detail: detail.join("; ") };
    }
    return { ok: Object.values(checks).every(({ ok }) => ok), checks };
  }

  async close(): Promise<void> {
    const all = [...this.#replicas.values()].flat();
    await Promise.all([...all, ...this.#retiring].map((each) => each.close()));
  }

  #retire(replica: Replica): void {
    this.#retiring.add(replica);
    void replica.retire().finally(() => this.#retiring.delete(replica));
  }

  #of(service: string): readonly Replica[] {
    return this.#replicas.get(service) ?? [];
  }
}
