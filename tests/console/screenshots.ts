/**
 * `npm run screenshots`: the console's pages as pictures, light and dark, wide and narrow, into
 * docs/images. Runs a server of its own with a minute of orders; needs Chromium (Debian: `apt-get
 * install chromium`; elsewhere CHROMIUM names the program).
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { startWaybill, type Waybill } from "../waybill-process.ts";

const target = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const sizes = [
  { name: "wide", width: 1280, height: 860 },
  { name: "narrow", width: 390, height: 844 },
] as const;
const schemes = ["light", "dark"] as const;
/** The charts draw themselves, and the live stream tells something each second. */
const settleMs = 2_500;

const endings: (() => Promise<void>)[] = [];
try {
  mkdirSync(target, { recursive: true });
  const waybill = await startWaybill({ after: (end) => void endings.push(end) });
  const pages = await fill(waybill);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  endings.push(() => browser.close());
  const load = waybill.command("load", "--rate", "20", "--seconds", "90", "--drain", "0");
  load.catch(() => undefined);
  for (const size of sizes) {
    for (const scheme of schemes) await shoot(browser, { waybill, pages, size, scheme });
  }
} finally {
  for (const end of endings.reverse()) await end();
}

interface Shot {
  readonly waybill: Waybill;
  readonly pages: ReadonlyMap<string, string>;
  readonly size: (typeof sizes)[number];
  readonly scheme: (typeof schemes)[number];
}

/** Some orders, so that every page has something to show. @returns addresses by the pages' names */
async function fill(waybill: Waybill): Promise<ReadonlyMap<string, string>> {
  await waybill.command("load", "--rate", "20", "--seconds", "20");
  const wait = { prefer: "wait=10" };
  const placed = await waybill.placeOrder({ lines: [{ sku: "MUG-BLUE", quantity: 2 }] }, wait);
  const { id } = placed.body as { readonly id: string };
  return new Map([
    ["overview", "/"],
    ["orders", "/orders"],
    ["order", `/orders/${id}`],
    ["dead-letters", "/dead-letters"],
    ["processes", "/processes"],
    ["stock", "/stock"],
    ["catalogue", "/catalogue"],
    ["mail", "/mail"],
    ["logs", "/logs"],
    ["traces", "/traces"],
    ["audit", "/audit"],
  ]);
}

async function shoot(browser: Browser, { waybill, pages, size, scheme }: Shot): Promise<void> {
  const { name, ...viewport } = size;
  const context = await browser.newContext({ viewport, colorScheme: scheme });
  const page = await context.newPage();
  await page.goto(`${waybill.url}/#key=${waybill.apiKey}`);
  await page.getByRole("main").waitFor();
  for (const [title, path] of pages) {
    await page.goto(new URL(path, waybill.url).href);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(settleMs);
    const file = `${title}-${name}-${scheme}.png`;
    await page.screenshot({ path: join(target, file) });
    process.stdout.write(`docs/images/${file}\n`);
  }
  await context.close();
}
