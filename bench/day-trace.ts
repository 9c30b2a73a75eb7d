/**
 * Makes the example of `waybill scale simulate`: a day of a shop that sleeps at night and is busiest in the
 * evening, with half an hour in which five times as many orders come, as on a Black Friday. All of it is
 * made up.
 *
 *     node bench/day-trace.ts > apps/waybill/src/scale/examples/day-with-spike.csv
 */

const meanArrivals = 120;
const serviceRate = 250;
const pointSeconds = 300;
const hourSeconds = 3_600;
const daySeconds = 24 * hourSeconds;
const spike = { fromSeconds: 20.5 * hourSeconds, toSeconds: 21 * hourSeconds, factor: 5 };

/** Of a day's orders, the share of each hour, in thousandths. */
const ordersByHour: readonly number[] = [
  24, 12, 6, 3, 2, 3, 7, 15, 30, 46, 59, 62, 60, 61, 64, 63, 62, 58, 57, 60, 66, 68, 66, 46,
];

process.stdout.write(traceText(ordersByHour));

function traceText(counts: readonly number[]): string {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const lines = ["seconds,arrivals,serviceRate"];
  for (let seconds = 0; seconds < daySeconds; seconds += pointSeconds) {
    const isSpike = seconds >= spike.fromSeconds && seconds < spike.toSeconds;
    const arrivals = (loadAt(counts, seconds) / mean) * meanArrivals * (isSpike ? spike.factor : 1);
    lines.push(`${seconds},${arrivals.toFixed(1)},${serviceRate}`);
  }
  return `${lines.join("\n")}\n`;
}

/** A count stands for the middle of its hour; between two middles it changes evenly. */
function loadAt(counts: readonly number[], seconds: number): number {
  const hours = seconds / hourSeconds - 0.5 + counts.length;
  const hour = Math.floor(hours);
  const part = hours - hour;
  const of = (each: number): number => counts[each % counts.length] ?? 0;
  return of(hour) * (1 - part) + of(hour + 1) * part;
}
