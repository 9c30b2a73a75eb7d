const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Kafka's word for records that stay. */
const unlimitedMs = -1;

export const retentionForm = "a time such as 7d, 12h, 30m or 90s, or unlimited";

/** How long a topic keeps its records, in milliseconds, -1 for ever; undefined when the text is neither. */
export function parseRetention(text: string): number | undefined {
  if (text === "unlimited") return unlimitedMs;
  const [, count = "", unit = ""] = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? 0);
  return ms > 0 && Number.isSafeInteger(ms) ? ms : undefined;
}

/** In the largest unit that needs no fraction. */
export function retentionText(ms: number): string {
  if (ms < 0) return "unlimited";
  const [unit = "ms", length = 1] =
    Object.entries(unitMs).findLast(([, each]) => ms > 0 && ms % each === 0) ?? [];
  return `${ms / length}${unit}`;
}
