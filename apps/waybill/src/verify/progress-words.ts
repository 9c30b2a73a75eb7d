import type { VerifyProgress } from "@waybill/checker";

/** What is being done, shortly. */
export function stepWords({ step, service }: VerifyProgress): string {
  switch (step) {
    case "streams":
      return `streams of ${service ?? "the services"}`;
    case "orders":
      return "orders";
    case "views":
      return "views";
    case "positions":
      return "positions";
    case "second-look":
      return "looking again";
  }
}
