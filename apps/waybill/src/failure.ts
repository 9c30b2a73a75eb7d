import { Terminal, WaybillError } from "@waybill/kit";

/** What a command was given cannot be used: nothing was tried. */
export class Unusable extends Terminal {
  constructor(code: string, message: string, { cause }: { readonly cause?: unknown } = {}) {
    super(code, message, { status: 500, cause });
  }
}

/**
 * Ends a command with what went wrong: 1 for a refusal, 2 when it could not be tried.
 * @throws what is no failure of ours to tell, but a defect
 */
export function failWith(error: unknown): void {
  if (!(error instanceof WaybillError)) throw error;
  process.stderr.write(`waybill: ${error.message} [${error.code}]\n`);
  process.exitCode = error.status >= 400 && error.status < 500 ? 1 : 2;
}
