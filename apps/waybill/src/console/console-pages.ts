import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import type { Pages } from "@waybill/kit";
import { readConsoleFiles, type ConsoleFile } from "./console-files.ts";

/** Where `npm install` puts the console when it has built it. */
export const consoleFiles = fileURLToPath(new URL("../../../console/dist/", import.meta.url));

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
  const files = readConsoleFiles(directory);
  const index = files.get("/index.html")?.plain.toString();
  return (request, response) => {
    const [path = "/"] = (request.url ?? "/").split("?");
    if (reserved.test(path)) return false;
    const file = path === "/index.html" ? undefined : files.get(path);
    if (file !== undefined) {
      send(request, response, { file, isLasting: path.startsWith("/assets/") });
      return true;
    }
    if (path !== "/" && request.headers.accept?.includes("text/html") !== true) return false;
    page(request, response, index);
    return true;
  };
}

function send(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { file, isLasting }: { readonly file: ConsoleFile; readonly isLasting: boolean },
): void {
  const accepted = headers["accept-encoding"] ?? "";
  const encoding = (["br", "gzip"] as const).find(
    (name) => accepted.includes(name) && file[name] !== undefined,
  );
  const body = (encoding === undefined ? undefined : file[encoding]) ?? file.plain;
  response.writeHead(200, {
    "content-type": file.type,
    "content-length": body.length,
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
    vary: "accept-encoding",
    "x-content-type-options": "nosniff",
    // Their names change with their content.
    "cache-control": isLasting ? "public, max-age=31536000, immutable" : "no-cache",
  });
  response.end(method === "HEAD" ? undefined : body);
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
