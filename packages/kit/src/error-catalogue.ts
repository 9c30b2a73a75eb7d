import { apiErrors } from "./error-catalogue/api-errors.ts";
import { commandErrors } from "./error-catalogue/command-errors.ts";
import type { ErrorArea, ErrorEntry } from "./error-catalogue/error-entry.ts";
import { handlingErrors } from "./error-catalogue/handling-errors.ts";
import { kafkaErrors } from "./error-catalogue/kafka-errors.ts";
import { redisErrors } from "./error-catalogue/redis-errors.ts";
import { shopErrors } from "./error-catalogue/shop-errors.ts";
import { startErrors } from "./error-catalogue/start-errors.ts";

export const errorAreas: readonly ErrorArea[] = [
  apiErrors,
  shopErrors,
  handlingErrors,
  kafkaErrors,
  redisErrors,
  startErrors,
  commandErrors,
];

/**
 * Every stable code that an error of Waybill can have. Codes do not change their meaning and are
 * not used again for another; docs/ERRORS.md is made from this.
 */
export const errorCatalogue: Readonly<Record<string, ErrorEntry>> = Object.fromEntries(
  errorAreas.flatMap(({ entries }) => Object.entries(entries)),
);
