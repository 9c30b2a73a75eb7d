import { fileURLToPath } from "node:url";
import { WaybillError, errorCode, errorMessage } from "../errors.ts";
import type { Attempt } from "../ports/store.ts";

/** A cause may quote what a stranger has written. */
const maxErrorLength = 1_000;
const maxFrames = 12;
const maxFrameLength = 200;
const control = /\p{Cc}+/gu;

const root = new URL("../../../../", import.meta.url);
const rootPath = fileURLToPath(root);
/** All of an absolute path but its last two parts, or but what follows `node_modules`. */
const elsewhere =
  /(?:file:\/\/)?(?<![\w.…])\/(?:[^\s():]*\/node_modules\/|(?:[^\s():]+\/)*(?=[^\s():/]+\/[^\s():/]+))/g;

/** What a text may quote of a person or of a secret, and what stands in its place. */
const confidential: readonly (readonly [RegExp, string])[] = [
  [/[^\s@"'<>(),;]{1,64}@[^\s@"'<>(),;]{1,255}\.[a-z]{2,24}/gi, "[e-mail]"],
  [/\bbearer\s+\S+/gi, "Bearer [secret]"],
  [/\b(?:wb|tok|sk|whsec)_[\w-]+/g, "[secret]"],
  [/:\/\/[^\s/@]{1,200}@/g, "://[secret]@"],
  [/(?<!\d)(?:\d[ -]?){14,18}\d(?!\d)/g, "[number]"],
];

/**
 * A failure as it is kept with the message and shown to those who look after it: without e-mail
 * addresses, keys and card numbers that the error may quote, and without the paths of this machine.
 */
export function attemptOf(error: unknown, { at, number }: Pick<Attempt, "at" | "number">): Attempt {
  const code = errorCode(error);
  const text = errorMessage(error)
    .slice(0, 2 * maxErrorLength)
    .replace(control, " ");
  return {
    at,
    number,
    code,
    error: withoutConfidential(text).slice(0, maxErrorLength).toWellFormed(),
    stack: error instanceof Error && !(error instanceof WaybillError) ? framesOf(error) : [],
  };
}

/** Without e-mail addresses, keys and card numbers that a text may quote. */
export function withoutConfidential(text: string): string {
  return confidential.reduce((kept, [pattern, instead]) => kept.replaceAll(pattern, instead), text);
}

/** Where it was thrown; the message, which stands above the frames, is not repeated. */
function framesOf({ stack }: Error): readonly string[] {
  if (typeof stack !== "string") return [];
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, maxFrames)
    .map((line) =>
      withoutConfidential(
        line
          .trim()
          .replaceAll(root.href, "")
          .replaceAll(rootPath, "")
          .replaceAll(elsewhere, (path) =>
            path.endsWith("node_modules/") ? "node_modules/" : "…/",
          ),
      )
        .replace(control, " ")
        .slice(0, maxFrameLength)
        .toWellFormed(),
    );
}
