import type { Scale } from "./scales.ts";

export interface Sample {
  readonly seconds: number;
  readonly value: number;
}

/** Without those in the middle of a level stretch, which no line needs. */
function bends(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter(
    ({ value }, index) =>
      value !== samples[index - 1]?.value || value !== samples[index + 1]?.value,
  );
}

/** The path of a line through samples: straight from one to the next. */
export function slopes(samples: readonly Sample[], x: Scale, y: Scale): string {
  return bends(samples)
    .map(
      ({ seconds, value }, index) =>
        `${index === 0 ? "M" : "L"}${point(x.place(seconds), y.place(value))}`,
    )
    .join("");
}

/** The path of a count, which keeps its value until the next one. */
export function steps(samples: readonly Sample[], x: Scale, y: Scale): string {
  return bends(samples)
    .map(({ seconds, value }, index) =>
      index === 0
        ? `M${point(x.place(seconds), y.place(value))}`
        : `H${rounded(x.place(seconds))}V${rounded(y.place(value))}`,
    )
    .join("");
}

function point(x: number, y: number): string {
  return `${rounded(x)} ${rounded(y)}`;
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
