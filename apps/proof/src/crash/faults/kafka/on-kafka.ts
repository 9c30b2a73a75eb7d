import { quickToken } from "../../load.ts";

/** What drills on Kafka have in common. Payments that wait for half a minute would hide what the fault costs. */
export const onKafka = {
  place: "embedded",
  split: { bus: "kafka" },
  mostOrdersPerSecond: 30,
  environment: { WAYBILL_CARRIER_DELIVER_MS: "0" },
  tokenOf: quickToken,
} as const;
