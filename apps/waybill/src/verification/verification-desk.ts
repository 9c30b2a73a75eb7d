import { checkIds } from "@waybill/checker";
import { HttpError, errorMessage, type Attention, type Clock, type Ids } from "@waybill/kit";
import type { Database, Principal } from "@waybill/kit";
import type { Logger } from "pino";
import type { Verification, VerificationDetail } from "./schemas.ts";
import { VerificationStore, type StoredRun } from "./verification-store.ts";
import { VerifyProcess, type VerifiedPlace } from "./verify-process.ts";
import { violationsFor } from "./visible-violations.ts";

const beatMs = 1_000;

export interface VerificationParts {
  readonly database: Database;
  readonly place: VerifiedPlace;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Has `verify` run for people who ask for it, one at a time, and keeps what came of it. */
export class VerificationDesk {
  readonly #parts: VerificationParts;
  readonly #store: VerificationStore;
  #process: VerifyProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: VerificationParts) {
    this.#parts = parts;
    this.#store = new VerificationStore(parts.database);
  }

  /** @returns the run that this starts, or the one that is under way */
  async start(principal: Principal): Promise<Verification> {
    const id = this.#parts.ids.make("vrf");
    const begun = await this.#store.begin(id, principal);
    if (begun) {
      if (this.#closed) {
        await this.#store.end(id, { state: "interrupted" });
        throw new HttpError("shutting-down", "The server is stopping.", { status: 503 });
      }
      this.#ended = this.#run(id);
    }
    const found = begun ? await this.#store.find(id) : await this.#store.running();
    if (found !== undefined) return shown(found, principal.tenant);
    // The other one has just ended.
    return this.start(principal);
  }

  /** Newest first. */
  async list(
    tenant: string,
    page: { readonly before: string | undefined; readonly limit: number },
  ): Promise<readonly Verification[]> {
    return (await this.#store.list(page)).map((run) => shown(run, tenant));
  }

  async find(tenant: string, id: string): Promise<VerificationDetail | undefined> {
    const run = await this.#store.find(id);
    if (run === undefined) return undefined;
    const found = shown(run, tenant);
    const checks = found.checks.map((check) => {
      const violations = violationsFor(tenant, run.violations?.[check.id] ?? []);
      return { ...check, violations, notShown: check.total - violations.length };
    });
    return { ...found, checks };
  }

  /** That the last result was a bad one, for whoever looks at what needs a person. */
  async attention(): Promise<readonly Attention[]> {
    const last = await this.#store.lastResult();
    const broken = last?.report?.checks.filter(({ ok }) => !ok).map(({ id }) => id) ?? [];
    if (broken.length === 0) return [];
    return [
      {
        kind: "invariant-broken",
        service: "verify",
        count: broken.length,
        message: `of the ${checkIds.length} invariants did not hold when they were last checked (${broken.join(", ")})`,
      },
    ];
  }

  /** Ends what is under way, and starts nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#process?.stop();
    await this.#ended;
  }

  async #run(id: string): Promise<void> {
    const child = new VerifyProcess(this.#parts.place);
    this.#process = child;
    const stopBeating = this.#beat(id, child);
    const ending = await child.ended;
    stopBeating();
    this.#process = undefined;
    if (ending.state === "broken") this.#parts.log.error({ id }, "verify found broken invariants");
    if (ending.state === "failed") this.#parts.log.warn({ id }, `verify failed: ${ending.failure}`);
    // Without this it shows as interrupted after a few seconds, since nobody says any more that it goes on.
    await this.#store.end(id, ending).catch((error: unknown) => {
      this.#parts.log.warn({ id }, `a result of verify was not stored: ${errorMessage(error)}`);
    });
  }

  #beat(id: string, child: VerifyProcess): () => void {
    let cancel = (): void => undefined;
    let over = false;
    const next = (): void => {
      cancel = this.#parts.clock.after(beatMs, () => {
        void this.#store
          .beat(id, child.progress)
          .catch(() => undefined)
          .finally(() => {
            if (!over) next();
          });
      });
    };
    next();
    return () => {
      over = true;
      cancel();
    };
  }
}

function shown(run: StoredRun, tenant: string): Verification {
  const { id, state, startedAt, endedAt, startedBy, progress, failure, report } = run;
  const { checks = [], ...figures } = report ?? {};
  return {
    id,
    state,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    startedBy: run.tenant === tenant ? startedBy : null,
    progress: progress === null ? null : { ...progress, service: progress.service ?? null },
    failure,
    report: report === null ? null : (figures as NonNullable<Verification["report"]>),
    checks: [...checks],
  };
}
