/**
 * Makes the example of `waybill scale simulate`: a day with the hours of real orders, and half an hour in the
 * evening in which five times as many come, as on a Black Friday.
 *
 *     node bench/day-trace.ts <folder with the Olist data> > apps/waybill/src/scale/examples/day-with-spike.csv
 *
 * Only how the orders of all days are spread over the hours is taken from the data; how many there are, how
 * much a replica handles and the spike are made up.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const meanArrivals = 120;
const serviceRate = 250;
const pointSeconds = 300;
const hourSeconds = 3_600;
const daySeconds = 24 * hourSeconds;
const spike = { fromSeconds: 20.5 * hourSeconds, toSeconds: 21 * hourSeconds, factor: 5 };

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("day-trace: give the folder with olist_orders_dataset.csv\n");
  process.exit(2);
}
process.stdout.write(traceText(ordersByHour(join(folder, "olist_orders_dataset.csv"))));

/** No cell of this file has a comma or a quote in it. */
function ordersByHour(file: string): readonly number[] {
  const [names, ...rows] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const column = names?.split(",").indexOf("order_purchase_timestamp") ?? -1;
  const counts = Array.from({ length: 24 }, () => 0);
  for (const row of rows) {
    const hour = /^\d{4}-\d{2}-\d{2} (\d{2}):/.exec(row.split(",")[column] ?? "")?.[1];
    if (hour === undefined) throw new Error(`${file}: an order without a time of purchase: ${row}`);
    counts[Number(hour)] = (counts[Number(hour)] ?? 0) + 1;
  }
  return counts;
}

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
