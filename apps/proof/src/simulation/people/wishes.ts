import type { Finding } from "@waybill/checker";
import type { Told } from "./desk.ts";

/** `unknown`: given up, and it may have been carried out. */
type Outcome = "answered" | "refused" | "unknown";

interface Wish {
  readonly orderId: string;
  outcome: Outcome;
}

/** What somebody asked for once, whatever was repeated: what was answered is there once, what was refused is not. */
export class Wishes {
  readonly #named = new Map<string, Wish>();

  /** From now on the wish may be carried out. @param name of it, as `made` of {@link findings} has it */
  begin(name: string, orderId: string): void {
    this.#named.set(name, { orderId, outcome: "unknown" });
  }

  told(name: string, told: Told | undefined): void {
    const wish = this.#named.get(name);
    if (wish === undefined || told === undefined) return;
    wish.outcome = told.kind;
  }

  /** @param made names of the wishes that were carried out, each as often as it was */
  findings(
    made: Iterable<string>,
    of: { readonly check: Finding["check"]; readonly problem: string; readonly what: string },
  ): readonly Finding[] {
    const counts = new Map<string, number>();
    for (const name of made) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...this.#named].flatMap(([name, { orderId, outcome }]): Finding[] => {
      const count = counts.get(name) ?? 0;
      const isRight =
        outcome === "unknown" ? count <= 1 : count === (outcome === "answered" ? 1 : 0);
      if (isRight) return [];
      const message = `${of.what} was ${outcome}, and was carried out ${count} times`;
      return [{ check: of.check, problem: of.problem, order: orderId, message }];
    });
  }
}
