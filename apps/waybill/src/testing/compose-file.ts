import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** What of compose.yaml the tests look at. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
}

export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<
    Record<string, { readonly condition: string; readonly required?: boolean }>
  >;
  readonly healthcheck?: object;
}

const path = new URL("../../../../compose.yaml", import.meta.url);

export function readCompose(): ComposeFile {
  return parse(readFileSync(path, "utf8"), { merge: true }) as ComposeFile;
}

/** Services that are processes of Waybill. */
export function waybillServices({ services }: ComposeFile): readonly [string, ComposeService][] {
  return Object.entries(services).filter(([, { build }]) => build !== undefined);
}

/**
 * The environment of a service as `docker compose` would pass it on.
 * @throws {Error} for a variable that has to be set and is not, as compose does
 */
export function environmentOf(
  { environment = {} }: ComposeService,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const filled = Object.entries(environment).map(
    ([name, value]) => [name, fill(String(value), variables)] as const,
  );
  return Object.fromEntries(filled);
}

/** `${NAME}`, `${NAME:-otherwise}` and `${NAME:?why it is needed}`. */
function fill(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{[^}]*\}/g, (reference) => {
    const [, name = "", kind, rest = ""] = /^\$\{(\w+)(?::([-?])(.*))?\}$/.exec(reference) ?? [];
    const given = variables[name];
    if (given !== undefined && given !== "") return given;
    if (kind === "?") throw new Error(`${name}: ${rest}`);
    return rest;
  });
}
