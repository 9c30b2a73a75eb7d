import { dirname } from "node:path";
import { root, sourceFiles, textOf } from "../source-files.ts";

interface Trace {
  readonly pattern: RegExp;
  readonly what: string;
}

/**
 * Paths of a developer's machine and hosts of a package registry do not belong into files that
 * others clone: the one breaks there, the other tells where the packages came from.
 */
export function machineTraceProblems(): readonly string[] {
  const traces = [...fixedTraces, ...tracesOfThisMachine()];
  return sourceFiles().flatMap((path) => {
    const text = textOf(path) ?? "";
    return traces.flatMap(({ pattern, what }) => {
      const hit = pattern.exec(text);
      if (hit === null) return [];
      const line = text.slice(0, hit.index).split("\n").length;
      return [`${path}:${line}: has "${hit[0]}", ${what}`];
    });
  });
}

const fixedTraces: readonly Trace[] = [
  { pattern: /"resolved":\s*"https?:[^"]*"/, what: "the address of a registry" },
  { pattern: /\bregistry\.(?:npmjs|yarnpkg)\.\w+/, what: "the host of a registry" },
  { pattern: /\/(?:home|Users)\/[a-z][\w.-]*\/|\/root\//, what: "a path of one machine" },
];

/** Folders that a text may well mean on any machine. */
const systemFolders = /^\/(?:$|(?:app|etc|home|mnt|opt|root|srv|tmp|usr|var)(?:\/|$))/;

function tracesOfThisMachine(): readonly Trace[] {
  const folders = [root, dirname(root)].filter(
    (folder, index) => index === 0 || !systemFolders.test(folder),
  );
  return [
    ...folders.map((folder) => ({
      pattern: new RegExp(`(?<![\\w.-])${RegExp.escape(folder)}(?=[/"'\`\\s]|$)`, "m"),
      what: "a path of this machine",
    })),
    ...registryHosts().map((host) => ({
      pattern: new RegExp(`(?<![\\w.-])${RegExp.escape(host)}(?![\\w-])`),
      what: "the host of a registry",
    })),
  ];
}

/** The registry in use; npm hands its settings to the scripts it runs. */
function registryHosts(): readonly string[] {
  const registry = process.env["npm_config_registry"];
  if (registry === undefined || !URL.canParse(registry)) return [];
  const { hostname: host } = new URL(registry);
  return ["localhost", "127.0.0.1"].includes(host) ? [] : [host];
}
