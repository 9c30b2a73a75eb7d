import { errorMessage } from "@waybill/kit";
import type { Finding } from "../findings.ts";

/**
 * O: something stored cannot be read. It is said once, with what follows from it left unsaid, so that
 * one bad record does not keep everything else from being checked.
 */
export function unreadable(
  where: Omit<Finding, "check" | "problem" | "message">,
  what: string,
  error: unknown,
): Finding {
  const message = `${what} cannot be read: ${errorMessage(error)}`;
  return { check: "O", problem: "unreadable", ...where, message };
}
