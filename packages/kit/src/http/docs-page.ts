import { EVENTS_SCRIPT } from "./docs/events-script.ts";
import { OPERATIONS_SCRIPT } from "./docs/operations-script.ts";
import { PARTS_SCRIPT } from "./docs/parts-script.ts";
import { DOCS_STYLE } from "./docs/style.ts";

/**
 * Pages that draw /openapi.json and /asyncapi.json by themselves, with nothing loaded from elsewhere and
 * no script within them. Text only ever enters a page as text nodes, so nothing in a description can
 * become markup.
 */
const page = (title: string, script: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/docs/style.css">
<main>Loading …</main>
<script type="module" src="${script}"></script>
</html>
`;

const html = "text/html; charset=utf-8";
const javascript = "text/javascript; charset=utf-8";

/** What is served at each path: no key is needed. */
export const DOCS_PAGES = {
  "/docs": { type: html, text: page("API", "/docs/operations.js") },
  "/docs/events": { type: html, text: page("Events", "/docs/events.js") },
  "/docs/style.css": { type: "text/css; charset=utf-8", text: DOCS_STYLE },
  "/docs/parts.js": { type: javascript, text: PARTS_SCRIPT },
  "/docs/operations.js": { type: javascript, text: OPERATIONS_SCRIPT },
  "/docs/events.js": { type: javascript, text: EVENTS_SCRIPT },
} as const;

/** Own files only; the console shows the pages in a frame. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");
