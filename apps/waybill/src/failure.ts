import { WaybillError } from "@waybill/kit";

/**
 * Ends a command with what went wrong: 1 for a refusal, 2 when it could not be tried.
 * @throws what is no failure of ours to tell, but a defect
 */
export function failWith(error: unknown): void {
  if (!(error instanceof WaybillError)) throw error;
  process.stderr.write(`waybill: ${error.message} [${error.code}]\n`);
  process.exitCode = error.status >= 400 && error.status < 500 ? 1 : 2;
}
