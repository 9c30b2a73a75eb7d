export const checkIds = ["L", "C", "S", "O", "T", "N", "P"] as const;
export type CheckId = (typeof checkIds)[number];

/** One broken promise, and what breaks it. */
export interface Finding {
  readonly check: CheckId;
  /** Stable, for scripts: `captured-twice`. */
  readonly problem: string;
  /** What was found, with its values. */
  readonly message: string;
  /** Whose it is, where the check knows that by itself. */
  readonly tenant?: string;
  readonly order?: string;
  readonly service?: string;
  readonly stream?: string;
  readonly sku?: string;
  readonly location?: string;
  readonly consumer?: string;
  readonly position?: number;
}

export type Emit = (finding: Finding) => void;

export interface CheckResult {
  readonly id: CheckId;
  readonly ok: boolean;
  /** How many things were looked at: orders, streams, stock places, positions. */
  readonly checked: number;
  /** All violations; the list holds the first of them. */
  readonly total: number;
  readonly violations: readonly Omit<Finding, "check">[];
}

/** Collects what the checks find: counts everything, keeps the first of each check. */
export class Findings {
  readonly #limit: number;
  readonly #checked = new Map<CheckId, number>();
  readonly #totals = new Map<CheckId, number>();
  readonly #listed = new Map<CheckId, Omit<Finding, "check">[]>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  readonly emit: Emit = (finding) => {
    const { check, ...violation } = finding;
    const listed = this.#listed.get(check) ?? [];
    this.#listed.set(check, listed);
    this.#totals.set(check, (this.#totals.get(check) ?? 0) + 1);
    if (listed.length < this.#limit) listed.push(violation);
  };

  looked(check: CheckId, count = 1): void {
    this.#checked.set(check, (this.#checked.get(check) ?? 0) + count);
  }

  get results(): readonly CheckResult[] {
    return checkIds.map((id) => {
      const total = this.#totals.get(id) ?? 0;
      const violations = this.#listed.get(id) ?? [];
      return { id, ok: total === 0, checked: this.#checked.get(id) ?? 0, total, violations };
    });
  }
}
