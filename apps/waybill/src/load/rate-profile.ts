import { WaybillError } from "@waybill/kit";

/** The rate goes evenly, in so many seconds, from that of the stage before to this one, in orders a second. */
export interface Stage {
  readonly seconds: number;
  readonly rate: number;
}

interface Stretch {
  readonly startSeconds: number;
  readonly seconds: number;
  readonly from: number;
  readonly to: number;
  /** Orders due before it begins. */
  readonly before: number;
  readonly orders: number;
}

/** Orders a second over time: rates that rise or fall evenly, or jump. After the last stage its rate stays. */
export class RateProfile {
  readonly seconds: number;
  /** Due until then. */
  readonly orders: number;
  readonly #stretches: readonly Stretch[];
  readonly #lastRate: number;

  /** @param startRate of the moment before the first stage */
  constructor(startRate: number, stages: readonly Stage[]) {
    const stretches: Stretch[] = [];
    let [seconds, rate, orders] = [0, startRate, 0];
    for (const stage of stages) {
      const due = (stage.seconds * (rate + stage.rate)) / 2;
      stretches.push({
        startSeconds: seconds,
        seconds: stage.seconds,
        from: rate,
        to: stage.rate,
        before: orders,
        orders: due,
      });
      seconds += stage.seconds;
      orders += due;
      rate = stage.rate;
    }
    this.#stretches = stretches;
    this.#lastRate = rate;
    this.seconds = seconds;
    this.orders = orders;
  }

  /** When so many orders are due, in seconds from the start: the inverse of the rate's integral. */
  secondsOf(orders: number): number {
    const stretch = this.#stretches.find(
      ({ before, orders: due }) => due > 0 && orders < before + due,
    );
    if (stretch === undefined) {
      const late = orders - this.orders;
      return this.#lastRate > 0 ? this.seconds + late / this.#lastRate : Number.POSITIVE_INFINITY;
    }
    const { startSeconds, seconds, from, to, before } = stretch;
    const due = orders - before;
    const slope = (to - from) / seconds;
    // from·t + slope·t²/2 = due, solved in the form that loses no digits when the slope is small.
    return startSeconds + (2 * due) / (from + Math.sqrt(Math.max(0, from ** 2 + 2 * slope * due)));
  }
}

/** The same rate all the time, but for the middle fifth, in which it is so many times as high. */
export function spikeStages(
  rate: number,
  { seconds, times }: { readonly seconds: number; readonly times: number },
): readonly Stage[] {
  const calm = { seconds: seconds * 0.4, rate };
  const high = rate * times;
  return [
    calm,
    { seconds: 0, rate: high },
    { seconds: seconds * 0.2, rate: high },
    { seconds: 0, rate },
    calm,
  ];
}

const most = 100_000;
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/**
 * Reads stages as k6 has them: `4m:30,0s:150,2m:150`, duration and the rate that it ends with.
 * @throws {WaybillError} `stages-invalid`
 */
export function readStages(text: string): readonly Stage[] {
  const stages = text.split(",").map((part): Stage => {
    const [, amount = "", unit = "", rate = ""] =
      /^\s*(\d+(?:\.\d+)?)([smh]):(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    const stage = { seconds: Number(amount) * (unitSeconds[unit] ?? 0), rate: Number(rate) };
    if (unit !== "" && stage.rate <= most) return stage;
    throw invalid(
      `"${part.trim()}" is no stage; write a duration and the rate that it ends with, up to ${most}, such as 2m:150`,
    );
  });
  if (stages.some(({ seconds, rate }) => seconds > 0 && rate > 0)) return stages;
  throw invalid(`"${text}" has no stage in which orders come`);
}

function invalid(message: string): WaybillError {
  return new WaybillError("stages-invalid", message, { status: 422 });
}
