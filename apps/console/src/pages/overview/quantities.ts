/** A rate, with decimals only where they say something. */
export function rateText(perSecond: number): string {
  const digits = perSecond >= 10 || perSecond === 0 ? 0 : 1;
  return perSecond.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** @param ms null when nothing was measured */
export function durationText(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
