import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const sources = ["packages", "services", "apps/waybill"];

export interface Change {
  readonly file: string;
  /** What stands there now. Without it the file is a new one. */
  readonly from?: string;
  readonly to: string;
}

/**
 * A release of Waybill that differs from this one: a copy of its sources in a directory, with changes.
 * @returns its command line
 * @throws {Error} when a change fits no more, since what it changes is not there
 */
export function makeRelease(directory: string, changes: readonly Change[]): string {
  for (const path of sources) {
    cpSync(join(root, path), join(directory, path), { recursive: true, filter: isSource });
  }
  cpSync(join(root, "package.json"), join(directory, "package.json"));
  linkModules(directory);
  for (const change of changes) apply(directory, change);
  return join(directory, "apps/waybill/bin/waybill.js");
}

function isSource(path: string): boolean {
  return basename(path) !== "node_modules" && !path.endsWith(".test.ts");
}

/** The libraries are those of this release; its own packages are the copied ones. */
function linkModules(directory: string): void {
  const modules = join(directory, "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name !== "@waybill" && name !== "waybill" && !name.startsWith(".")) {
      symlinkSync(join(root, "node_modules", name), join(modules, name));
    }
  }
  const own = join(modules, "@waybill");
  mkdirSync(own);
  for (const group of ["packages", "services"]) {
    for (const name of readdirSync(join(directory, group))) {
      symlinkSync(join(directory, group, name), join(own, name));
    }
  }
}

function apply(directory: string, { file, from, to }: Change): void {
  const path = join(directory, file);
  if (from === undefined) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, to);
    return;
  }
  const text = readFileSync(path, "utf8");
  if (text.split(from).length !== 2) throw new Error(`${file} has not once: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}
