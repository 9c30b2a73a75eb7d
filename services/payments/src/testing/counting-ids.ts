import type { Ids } from "@waybill/kit";

/** `pay_1`, `pay_2` …: the same in every run. */
export function countingIds(): Ids {
  let count = 0;
  return {
    make: (prefix) => `${prefix}_${++count}`,
    traceparent: () => `00-${"1".repeat(32)}-${"1".repeat(16)}-01`,
  };
}
