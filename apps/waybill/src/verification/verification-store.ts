import type { CheckId, CheckResult, VerifyProgress, VerifyReport } from "@waybill/checker";
import type { Database, Principal } from "@waybill/kit";

export type Ending =
  | { readonly state: "passed" | "broken"; readonly report: VerifyReport }
  | { readonly state: "failed"; readonly failure: string }
  | { readonly state: "interrupted" };

type StoredCheck = Omit<CheckResult, "violations">;
type StoredReport = Omit<VerifyReport, "checks" | "ok"> & {
  readonly checks: readonly StoredCheck[];
};
type StoredViolations = Partial<Record<CheckId, CheckResult["violations"]>>;

export interface StoredRun {
  readonly id: string;
  readonly tenant: string;
  readonly state: "running" | "passed" | "broken" | "failed" | "interrupted";
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly startedBy: string;
  readonly progress: VerifyProgress | null;
  readonly failure: string | null;
  readonly report: StoredReport | null;
  /** Only when one run is asked for. */
  readonly violations?: StoredViolations | null;
}

/** Further ones are deleted, the oldest first. */
const kept = 200;
/** A run that has not been heard of for so long has lost its server. */
const lostAfter = "interval '10 seconds'";
const isLost = `verifications.state = 'running' and seen_at < now() - ${lostAfter}`;

const columns = `verifications.id, verifications.tenant,
  case when ${isLost} then 'interrupted' else state end as state,
  started_at as "startedAt", case when ${isLost} then seen_at else ended_at end as "endedAt",
  coalesce(name, key_id) as "startedBy", progress, failure, report`;
const from = "from verifications left join api_keys on api_keys.id = key_id";

/** Runs of `verify`, in the platform's database. */
export class VerificationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns false when one is running already, here or in another process */
  async begin(id: string, { tenant, keyId }: Principal): Promise<boolean> {
    await this.#database.query(
      `update verifications set state = 'interrupted', ended_at = seen_at where ${isLost}`,
    );
    const made = await this.#database.query(
      `insert into verifications (id, tenant, key_id, state) values ($1, $2, $3, 'running')
       on conflict do nothing returning id`,
      [id, tenant, keyId],
    );
    return made.length > 0;
  }

  async beat(id: string, progress: VerifyProgress | undefined): Promise<void> {
    await this.#database.query(
      "update verifications set seen_at = now(), progress = coalesce($2::json, progress) where id = $1 and state = 'running'",
      [id, progress === undefined ? null : JSON.stringify(progress)],
    );
  }

  async end(id: string, ending: Ending): Promise<void> {
    const { report, violations } = "report" in ending ? parts(ending.report) : none;
    await this.#database.query(
      `update verifications set state = $2, ended_at = now(), progress = null, failure = $3,
         report = $4::json, violations = $5::json where id = $1`,
      [id, ending.state, "failure" in ending ? ending.failure : null, report, violations],
    );
    await this.#database.query(
      "delete from verifications where id <= (select id from verifications order by id desc offset $1 limit 1)",
      [kept],
    );
  }

  /** Newest first, without violations. */
  list({
    before,
    limit,
  }: {
    readonly before: string | undefined;
    readonly limit: number;
  }): Promise<readonly StoredRun[]> {
    return this.#database.query<StoredRun>(
      `select ${columns} ${from} where $1::text is null or verifications.id < $1
       order by verifications.id desc limit $2`,
      [before ?? null, limit],
    );
  }

  async find(id: string): Promise<StoredRun | undefined> {
    const [found] = await this.#database.query<StoredRun>(
      `select ${columns}, violations ${from} where verifications.id = $1`,
      [id],
    );
    return found;
  }

  async running(): Promise<StoredRun | undefined> {
    const [found] = await this.#database.query<StoredRun>(
      `select ${columns} ${from} where state = 'running'`,
    );
    return found;
  }

  /** The last run that came to a result. */
  async lastResult(): Promise<StoredRun | undefined> {
    const [found] = await this.#database.query<StoredRun>(
      `select ${columns} ${from} where state in ('passed', 'broken')
       order by verifications.id desc limit 1`,
    );
    return found;
  }
}

const none = { report: null, violations: null };

function parts({ checks, ...report }: VerifyReport) {
  const { events, orders, seconds, running, open, held, behind, lookedAgain } = report;
  const figures = { events, orders, seconds, running, open, held, behind, lookedAgain };
  const stored: StoredReport = {
    ...figures,
    checks: checks.map(({ id, ok, checked, total }) => ({ id, ok, checked, total })),
  };
  const violations: StoredViolations = Object.fromEntries(
    checks.filter(({ ok }) => !ok).map((check) => [check.id, check.violations]),
  );
  return { report: JSON.stringify(stored), violations: JSON.stringify(violations) };
}
