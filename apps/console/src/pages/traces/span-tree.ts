import { durationText } from "../../parts/duration.ts";
import type { Span, Trace } from "./trace-calls.ts";

export interface TreeRow {
  readonly span: Span;
  readonly depth: number;
}

/** Spans with those that they led to right below them; one whose parent is not held stands at the left. */
export function rowsOf({ spans }: Pick<Trace, "spans">): readonly TreeRow[] {
  const held = new Set(spans.map(({ spanId }) => spanId));
  const children = Map.groupBy(spans, ({ parentId }) =>
    parentId !== null && held.has(parentId) ? parentId : "",
  );
  const rows: TreeRow[] = [];
  const seen = new Set<string>();
  const add = (parent: string, depth: number): void => {
    for (const span of children.get(parent) ?? []) {
      // Ids from outside may go in circles.
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      rows.push({ span, depth });
      add(span.spanId, depth + 1);
    }
  };
  add("", 0);
  return rows;
}

const colours = ["petrol", "grape", "orange", "blue", "pink", "teal", "yellow", "violet", "lime"];

/** The same for a service in every trace, as far as there are colours. */
export function colourOf(service: string, services: readonly string[]): string {
  const index = services.toSorted().indexOf(service);
  return `var(--mantine-color-${colours[index % colours.length] ?? "gray"}-6)`;
}

/** Below a millisecond in microseconds. */
export function lengthText(ms: number): string {
  if (ms < 1) return `${Math.round(ms * 1_000)} µs`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : durationText(ms);
}
