import type { VerifyProgress } from "@waybill/checker";

const words: Readonly<Record<VerifyProgress["step"], string>> = {
  streams: "streams",
  orders: "orders",
  views: "views",
  positions: "positions",
  "second-look": "looking again",
};

/** What is being done, shortly. */
export function stepWords({ step, service }: VerifyProgress): string {
  return service === undefined ? words[step] : `${words[step]} of ${service}`;
}
