/**
 * `npm run screenshots`: the console's pages as pictures, light and dark, wide and narrow, into
 * docs/images. Runs a server of its own with a minute of orders; needs Chromium (Debian: `apt-get
 * install chromium`; elsewhere CHROMIUM names the program). `npm run screenshots -- orders stock` makes
 * those of the pages named.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { openShop, type Shop } from "../shop.ts";
import { everyPage, type Addresses } from "./every-page.ts";

const target = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const sizes = [
  { name: "wide", width: 1280, height: 860 },
  { name: "narrow", width: 390, height: 844 },
] as const;
const schemes = ["light", "dark"] as const;
/** The charts draw themselves, and the live stream tells something each second. */
const settleMs = 1_500;
const recolourMs = 500;

const endings: (() => Promise<void>)[] = [];
try {
  mkdirSync(target, { recursive: true });
  const shop = await openShop({ after: (end) => void endings.push(end) });
  await shop.waybill.command("load", "--rate", "20", "--seconds", "20");
  const wanted = process.argv.slice(2);
  const all = await everyPage(shop);
  const pages = new Map([...all].filter(([name]) => wanted.length === 0 || wanted.includes(name)));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  endings.push(() => browser.close());
  const load = shop.waybill.command("load", "--rate", "20", "--seconds", "90", "--drain", "0");
  load.catch(() => undefined);
  await shop.waybill.until(() => flowing(shop));
  for (const size of sizes) await shoot(browser, { shop, pages, size });
} finally {
  for (const end of endings.reverse()) await end();
}

interface Shots {
  readonly shop: Shop;
  readonly pages: Addresses;
  readonly size: (typeof sizes)[number];
}

/** Whether the overview has something to show. */
async function flowing({ books }: Shop): Promise<boolean> {
  const { flows } = await books.read<{ flows: { perSecond: number }[] }>("/v1/ops/overview");
  return flows.some(({ perSecond }) => perSecond > 8);
}

async function shoot(browser: Browser, { shop, pages, size }: Shots): Promise<void> {
  const { url, apiKey } = shop.waybill;
  const { name, ...viewport } = size;
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.goto(`${url}/#key=${apiKey}`);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  for (const [title, path] of pages) {
    await page.goto(new URL(path, url).href);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(settleMs);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(recolourMs);
      const file = `${title}-${name}-${colorScheme}.png`;
      await page.screenshot({ path: join(target, file), animations: "disabled" });
      process.stdout.write(`docs/images/${file}\n`);
    }
  }
  await context.close();
}
