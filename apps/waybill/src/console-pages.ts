import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Pages } from "@waybill/kit";
import sirv from "sirv";

/** Where `npm install` puts the console when it has built it. */
export const consoleFiles = fileURLToPath(new URL("../../console/dist/", import.meta.url));

const notBuilt = `<!doctype html><html lang="en"><title>Waybill</title><p>The console has not been built:
run "npm install" in the repository, with its development dependencies. The API is at /v1, its
reference at <a href="/docs">/docs</a>.`;
/** Stands in index.html for a value that is another each time. */
const noncePlace = /__CSP_NONCE__/g;
/** No page of the console has one of these; whoever asks for them wants the API. */
const reserved = /^\/(v1|webhooks|health)(\/|$)/;

/**
 * The files of the console. A path that is none of them is one of its pages, when a browser asks: they
 * find out themselves which. The policy allows scripts and styles of our own only; the library that
 * draws the pages adds style elements, which carry the nonce.
 */
export function consolePages(directory: string): Pages {
  const index = read(join(directory, "index.html"));
  const assets =
    index === undefined
      ? undefined
      : sirv(directory, {
          etag: true,
          brotli: true,
          gzip: true,
          setHeaders(response, path) {
            response.setHeader("x-content-type-options", "nosniff");
            // Their names change with their content.
            if (path.startsWith("/assets/"))
              response.setHeader("cache-control", "public, max-age=31536000, immutable");
          },
        });
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://console");
    if (reserved.test(pathname)) return false;
    if (pathname !== "/" && pathname !== "/index.html") {
      let found = assets !== undefined;
      assets?.(request, response, () => {
        found = false;
      });
      if (found) return true;
      if (request.headers.accept?.includes("text/html") !== true) return false;
    }
    page(request, response, index);
    return true;
  };
}

function page(request: IncomingMessage, response: ServerResponse, index: string | undefined): void {
  const nonce = randomBytes(16).toString("base64");
  const text = (index ?? notBuilt).replace(noncePlace, nonce);
  response.writeHead(index === undefined ? 503 : 200, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "content-security-policy": policy(nonce),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(request.method === "HEAD" ? undefined : text);
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
