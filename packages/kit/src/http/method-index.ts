import type { Route } from "./route.ts";

export interface MethodIndex {
  /** The methods a path can be called with; empty when no route has the path. */
  allowed(path: string): string[];
}

/** Answers which methods a path has. A scan over all routes: only refused calls pay for it. */
export function methodIndex(routes: readonly Route[]): MethodIndex {
  const patterns = routes.map(({ method, path }) => ({
    methods: method === "GET" ? ["GET", "HEAD"] : [method],
    pattern: patternOf(path),
  }));
  for (const path of SYSTEM_PATHS) {
    patterns.push({ methods: ["GET", "HEAD"], pattern: patternOf(path) });
  }
  return {
    allowed(path) {
      const found = patterns.filter(({ pattern }) => pattern.test(path));
      return [...new Set(found.flatMap(({ methods }) => methods))].toSorted();
    },
  };
}

/** Paths that the host serves by itself, without a key. */
export const SYSTEM_PATHS = [
  "/health/live",
  "/health/ready",
  "/metrics",
  "/openapi.json",
  "/asyncapi.json",
  "/docs",
  "/docs/events",
  "/docs/style.css",
  "/docs/parts.js",
  "/docs/operations.js",
  "/docs/events.js",
] as const;

function patternOf(path: string): RegExp {
  const source = path
    .split("/")
    .map((part) =>
      part.startsWith(":") ? "[^/]+" : part.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&"),
    )
    .join("/");
  return new RegExp(`^${source}$`);
}
