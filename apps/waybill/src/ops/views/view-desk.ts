import {
  HttpError,
  errorMessage,
  type Clock,
  type Ids,
  type Service,
  type View,
} from "@waybill/kit";
import { ViewRebuild } from "@waybill/postgres";
import type { Logger } from "pino";
import type { ServiceConnections } from "../../system/databases.ts";
import type { WatchedService } from "../../system/watched-service.ts";
import { ViewJob } from "./view-job.ts";
import type { ViewDocument } from "./view-schemas.ts";

interface Parts {
  readonly running: readonly WatchedService[];
  readonly connected: ReadonlyMap<string, ServiceConnections>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

interface Wanted {
  readonly service: string;
  readonly view: string;
  readonly dryRun: boolean;
  readonly tenant: string;
}

type Named = Pick<Wanted, "service" | "view">;

/** Rebuilds of one view that are remembered. */
const remembered = 20;

/** The views of all services, and their rebuilds by this process. */
export class ViewDesk {
  readonly #parts: Parts;
  /** By service and view, newest first. */
  readonly #jobs = new Map<string, readonly ViewJob[]>();
  readonly #starting = new Set<string>();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async views(tenant: string): Promise<readonly ViewDocument[]> {
    const found = await Promise.all(
      this.#parts.running.map(({ module }) => this.#viewsOf(module.service, tenant)),
    );
    return found.flat();
  }

  /** Newest first. @throws {HttpError} 404 `view-not-found` */
  jobs(named: Named): readonly ViewJob[] {
    this.#find(named);
    return this.#jobs.get(placeOf(named)) ?? [];
  }

  /** @throws {HttpError} 404 `view-not-found` or `view-rebuild-not-found` */
  job({ id, ...named }: Named & { readonly id: string }): ViewJob {
    const job = this.jobs(named).find((each) => each.options.id === id);
    if (job !== undefined) return job;
    throw new HttpError("view-rebuild-not-found", `There is no rebuild ${id} of this process.`, {
      status: 404,
    });
  }

  /**
   * Resolves when it has begun.
   * @throws {HttpError} 404 `view-not-found`
   * @throws {Terminal} 409 `view-rebuild-running`, `view-shared`
   */
  async start(wanted: Wanted): Promise<ViewJob> {
    const { service, view } = this.#find(wanted);
    const place = placeOf(wanted);
    const isRunning = this.jobs(wanted).some(({ running }) => running);
    if (isRunning || this.#starting.has(place)) {
      throw new HttpError("view-rebuild-running", `${view.table} is being rebuilt already.`, {
        status: 409,
      });
    }
    this.#starting.add(place);
    try {
      const job = await this.#begin(wanted, { service, view });
      this.#jobs.set(place, [job, ...this.jobs(wanted)].slice(0, remembered));
      return job;
    } finally {
      this.#starting.delete(place);
    }
  }

  /** Cancels all, and takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#jobs.values()].flat().map((job) => job.cancel()));
  }

  async #begin(
    { dryRun, tenant }: Wanted,
    { service, view }: { readonly service: Service; readonly view: View },
  ): Promise<ViewJob> {
    const { connected, clock, ids, log } = this.#parts;
    const stop = new AbortController();
    const rebuild = new ViewRebuild({
      service,
      view,
      database: this.#connections(service.name).own,
      sources: new Map([...connected].map(([name, { reader }]) => [name, reader])),
      dryRun,
      tenant,
      signal: stop.signal,
    });
    if (this.#closed) {
      throw new HttpError("shutting-down", "The server is stopping.", { status: 503 });
    }
    await rebuild.claim();
    // It may have been closed meanwhile, and then nobody else would end it.
    if (this.#closed) stop.abort();
    const job = new ViewJob(
      { id: ids.make("rbd"), service: service.name, view: view.table, dryRun, tenant, clock, stop },
      rebuild,
    );
    void job.ended.then(() => {
      const about = { service: service.name, view: view.table };
      if (job.failure === undefined) log.info({ ...about, dryRun }, "the rebuild of a view ended");
      else log.warn(about, `the rebuild of a view failed: ${errorMessage(job.failure)}`);
    });
    return job;
  }

  async #viewsOf(service: Service, tenant: string): Promise<readonly ViewDocument[]> {
    if (service.views.length === 0) return [];
    const sizes = await this.#connections(service.name).views.query<Size>(
      `select wanted.name, reltuples::float8 as rows, pg_table_size(pg_class.oid)::float8 as bytes
       from unnest($1::text[]) as wanted (name)
       join pg_class on pg_class.oid = to_regclass(quote_ident(wanted.name))`,
      [service.views.map(({ table }) => table)],
    );
    const byName = new Map(sizes.map((size) => [size.name, size]));
    return service.views.map((view) => {
      const { rows, bytes } = byName.get(view.table) ?? { rows: -1, bytes: 0 };
      const place = placeOf({ service: service.name, view: view.table });
      return {
        service: service.name,
        view: view.table,
        ...originOf(service, view),
        // PostgreSQL's own estimate, from its last vacuum or analyze; -1 before the first.
        rows: rows < 0 ? null : rows,
        bytes,
        rebuild: this.#jobs.get(place)?.[0]?.document(tenant) ?? null,
      };
    });
  }

  #find(named: Named): { readonly service: Service; readonly view: View } {
    const { module } =
      this.#parts.running.find((each) => each.module.service.name === named.service) ?? {};
    const view = module?.service.views.find(({ table }) => table === named.view);
    if (module !== undefined && view !== undefined) return { service: module.service, view };
    throw new HttpError("view-not-found", `${named.service} has no view ${named.view}.`, {
      status: 404,
    });
  }

  #connections(service: string): ServiceConnections {
    const connections = this.#parts.connected.get(service);
    if (connections === undefined) throw new Error(`no database for ${service}`);
    return connections;
  }
}

interface Size {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

function originOf(
  service: Service,
  view: View,
): { kind: "state" | "message"; of: string[]; sources: string[] } {
  if (view.kind === "state")
    return { kind: "state", of: [view.of.category], sources: [service.name] };
  return {
    kind: "message",
    of: view.on.map(({ type }) => type),
    sources: [...new Set(view.on.map(({ source }) => source))],
  };
}

function placeOf({ service, view }: Named): string {
  return `${service}/${view}`;
}
