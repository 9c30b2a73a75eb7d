import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository, without a slash at its end. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");

/**
 * Every file that is tracked or would be (new and not ignored), as paths from the root, sorted.
 * Needs git.
 */
export function sourceFiles(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(listed.split("\0"))]
    .filter((path) => path !== "" && existsSync(`${root}/${path}`))
    .toSorted();
}

/** The text of a file named from the root, or undefined when it is binary. */
export function textOf(path: string): string | undefined {
  const bytes = readFileSync(`${root}/${path}`);
  return bytes.includes(0) ? undefined : bytes.toString("utf8");
}

/** Prints the problems of a check, one a line, and makes the process fail when there are any. */
export function report(check: string, problems: readonly string[]): void {
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    console.error(`${check}: ${problems.length} problem(s)`);
    process.exitCode = 1;
  }
}
