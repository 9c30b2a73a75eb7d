import { quickToken } from "../../load.ts";

/** What drills on Redis have in common. Payments that wait for half a minute would hide what the fault costs. */
export const onRedis = {
  place: "embedded",
  split: { bus: "redis" },
  mostOrdersPerSecond: 30,
  environment: { WAYBILL_CARRIER_DELIVER_MS: "0" },
  tokenOf: quickToken,
} as const;
