import { readFileSync, readdirSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

/** A file of the console, as it is and as the build has compressed it. */
export interface ConsoleFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/**
 * All files of a build by their path in an address, in memory: some two MiB. What is not there at the
 * start is never served, and a build that is made anew meanwhile takes nothing away from those who have the
 * page open; a file that vanishes while it is being sent would end the process.
 */
export function readConsoleFiles(directory: string): ReadonlyMap<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>();
  for (const entry of entriesOf(directory)) {
    const type = types[extname(entry)];
    if (type === undefined) continue;
    const path = join(directory, entry);
    const plain = read(path);
    if (plain === undefined) continue;
    const address = `/${entry.split(sep).join("/")}`;
    files.set(address, { type, plain, br: read(`${path}.br`), gzip: read(`${path}.gz`) });
  }
  return files;
}

function entriesOf(directory: string): readonly string[] {
  try {
    const found = readdirSync(directory, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
