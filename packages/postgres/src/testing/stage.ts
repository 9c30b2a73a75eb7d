import type { TestContext } from "node:test";
import type { Contract, Service } from "@waybill/kit";
import { ServiceProcess, type Ports } from "@waybill/kit/testing";
import { TwoDatabases, type Side } from "./two-databases.ts";
import type { Migration } from "../provision/migration.ts";

/** The databases of one test and the processes on them; all of it ends with the test. */
export class Stage {
  readonly databases: TwoDatabases;
  readonly #processes: ServiceProcess[] = [];

  constructor(databases: TwoDatabases) {
    this.databases = databases;
  }

  /** Starts a process of a service; `alpha` or `beta` by its name. */
  async start(
    service: Service,
    {
      owner = `${service.name}-${this.#processes.length}`,
      alone = false,
      ports,
    }: { owner?: string; alone?: boolean; ports?: Ports } = {},
  ): Promise<ServiceProcess> {
    const made = new ServiceProcess({
      service,
      ports: ports ?? (await this.databases.ports(service.name as Side)),
      owner,
      alone,
    });
    this.#processes.push(made);
    await made.runtime.start();
    return made;
  }

  async close(): Promise<void> {
    for (const process of this.#processes.toReversed()) {
      process.gate.resume();
      await process.stop();
    }
    await this.databases.close();
  }
}

export async function stage(
  test: TestContext,
  options: {
    readonly migrations?: readonly Migration[];
    readonly contracts?: readonly Contract[];
  } = {},
): Promise<Stage> {
  const made = new Stage(await TwoDatabases.open(options.migrations, options.contracts));
  test.after(() => made.close());
  return made;
}
