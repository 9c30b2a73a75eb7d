import type { ProcessorTime } from "./processor-time.ts";
import type { BenchServer } from "./server.ts";

interface Sample extends ProcessorTime {
  readonly second: number;
}

/** Of a core, on average. */
export interface ProcessorShares {
  readonly server: number;
  readonly postgres: number;
}

const everyMs = 1_000;

/** Looks each second at the memory and the processor time of a server under load. */
export class ServerWatch {
  /** The most that was seen, in MiB. */
  mostMebibytes = 0;
  readonly #server: BenchServer;
  readonly #samples: Sample[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(server: BenchServer) {
    this.#server = server;
    this.#look();
    this.#timer = setInterval(() => {
      this.#look();
    }, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#look();
  }

  /** Of both, since the watch began. */
  get usedSeconds(): number {
    const [from, to] = [this.#samples[0], this.#samples.at(-1)];
    if (from === undefined || to === undefined) return 0;
    return to.server - from.server + to.postgres - from.postgres;
  }

  /** In the busiest `seconds` on end: a load begins with its products and ends with counting, which it does not measure. */
  busiest(seconds: number): ProcessorShares {
    let most: ProcessorShares = { server: 0, postgres: 0 };
    for (const [index, from] of this.#samples.entries()) {
      const to = this.#samples.find(
        ({ second }, at) => at > index && second - from.second >= seconds,
      );
      if (to === undefined) break;
      const took = to.second - from.second;
      const server = (to.server - from.server) / took;
      const postgres = (to.postgres - from.postgres) / took;
      if (server + postgres > most.server + most.postgres) most = { server, postgres };
    }
    return most;
  }

  #look(): void {
    this.mostMebibytes = Math.max(this.mostMebibytes, this.#server.memory().server);
    const second = performance.now() / 1_000;
    this.#samples.push({ second, ...this.#server.processorTime() });
  }
}
