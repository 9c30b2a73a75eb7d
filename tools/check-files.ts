/**
 * The rules of CONTRIBUTING.md about files that the linter does not see: length of every text file,
 * kebab-case names that say something, one barrel a package, and nothing switched off or left behind.
 */
import { basename } from "node:path";
import { report, sourceFiles, textOf } from "./source-files.ts";

const longest = 500;
/** Not written by hand, or a text whose length is not ours to choose. */
const lengthExempt =
  /(^|\/)(package-lock\.json|LICENSE|CHANGELOG\.md)$|\/generated\/|^bench\/results\/|^packages\/contracts\/released\//;
const code = /\.(ts|tsx|js|mjs|sql)$/;
const emptyNames =
  /^(utils?|helpers?|common|manager|misc|shared|stuff)(\.|$)|-(utils?|helpers?|manager)\./;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
const switchedOff: readonly (readonly [RegExp, string])[] = [
  [/(es|ox)lint-disable/, "switches a lint rule off; mend the code instead"],
  [/@ts-(ignore|nocheck)/, "switches the type check off"],
  [/\b(it|test|describe|suite)\.(only|skip|todo)\(/, "leaves tests out"],
  [/\b(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b/, "is left behind; open an issue instead"],
];

report("files", sourceFiles().flatMap(problemsOf));

function problemsOf(path: string): readonly string[] {
  const problems: string[] = [];
  const text = textOf(path);
  if (text === undefined) return problems;
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (lines > longest && !lengthExempt.test(path)) {
    problems.push(
      `${path}: ${lines} lines, and the most is ${longest}; split it by responsibility`,
    );
  }
  if (!code.test(path)) return problems;
  const name = basename(path);
  const folders = path.split("/").slice(0, -1);
  if (!name.startsWith(".") && !kebabCase.test(name))
    problems.push(`${path}: the name is not kebab-case`);
  for (const part of [...folders, name]) {
    if (emptyNames.test(part)) problems.push(`${path}: "${part}" does not say what is in it`);
  }
  if (name === "index.ts" && !/^(packages|services|apps)\/[^/]+\/src\/index\.ts$/.test(path)) {
    problems.push(`${path}: a package has one index.ts, in its src; import the file itself`);
  }
  for (const [index, line] of text.split("\n").entries()) {
    for (const [pattern, why] of switchedOff) {
      if (pattern.test(line)) problems.push(`${path}:${index + 1}: ${why}`);
    }
  }
  return problems;
}
