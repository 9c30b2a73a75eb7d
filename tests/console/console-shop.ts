import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { openShop, type Shop } from "../shop.ts";
import type { Lifetime, StartOptions } from "../waybill-process.ts";

const chromiumPath = "/usr/bin/chromium";
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** A server, and a browser that is signed in to its console. */
export interface ConsoleShop {
  readonly shop: Shop;
  /** A page at a path, which fails the test when it reports an error. */
  readonly open: (path: string, options?: PageOptions) => Promise<Page>;
  /** All pages of a key, of the shop's unless told. */
  readonly signedIn: (key?: string) => Promise<BrowserContext>;
}

export interface PageOptions {
  readonly width?: number;
  readonly dark?: boolean;
  /** Of who signs in: that of the shop unless told. */
  readonly key?: string;
  /** Signs in once more, as somebody elsewhere with the same key does. */
  readonly apart?: boolean;
}

/** @returns undefined where there is no Chromium; an error where there has to be one */
export async function openConsole(
  lifetime: Lifetime,
  options: StartOptions = {},
): Promise<ConsoleShop | undefined> {
  if (!existsSync(chromiumPath)) {
    assert.notEqual(process.env["CI"], "true", `there is no ${chromiumPath}`);
    process.stderr.write(`\nTHE CONSOLE IS NOT TESTED: there is no ${chromiumPath}\n\n`);
    return undefined;
  }
  const shop = await openShop(lifetime, options);
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  lifetime.after(() => browser.close());
  const visits = new Visits(browser, shop);
  return {
    shop,
    signedIn: (key = shop.waybill.apiKey) => visits.of(key),
    open: (path, options) => openPage({ shop, visits, path }, options),
  };
}

/**
 * A visit for each key: who has signed in once is known to all further pages, and what was loaded once
 * is in the cache of the browser, as it is for who works there.
 */
class Visits {
  readonly #browser: Browser;
  readonly #shop: Shop;
  readonly #byKey = new Map<string, Promise<BrowserContext>>();

  constructor(browser: Browser, shop: Shop) {
    this.#browser = browser;
    this.#shop = shop;
  }

  of(key: string): Promise<BrowserContext> {
    let visit = this.#byKey.get(key);
    if (visit === undefined) this.#byKey.set(key, (visit = this.begin(key)));
    return visit;
  }

  /** One of its own, with a session of its own. */
  async begin(key: string): Promise<BrowserContext> {
    const context = await this.#browser.newContext();
    const page = await context.newPage();
    await page.goto(new URL(`/#key=${key}`, this.#shop.waybill.url).href);
    await page.getByRole("navigation", { name: "Pages" }).waitFor({ state: "attached" });
    await page.close();
    return context;
  }
}

async function openPage(
  of: { readonly shop: Shop; readonly visits: Visits; readonly path: string },
  { width = 1280, dark = false, key = of.shop.waybill.apiKey, apart = false }: PageOptions = {},
): Promise<Page> {
  const context = await (apart ? of.visits.begin(key) : of.visits.of(key));
  const page = await context.newPage();
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
  await page.goto(new URL(of.path, of.shop.waybill.url).href);
  await page.getByRole("heading", { level: 1 }).waitFor();
  page.on("pageerror", (error) => assert.fail(`${of.path}: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    // Of a refusal that the page shows in words.
    if (message.type() === "error" && !text.includes("Failed to load resource"))
      assert.fail(`${of.path}: ${text}`);
  });
  return page;
}

/** Fails when axe finds something serious or critical. */
export async function accessible(page: Page): Promise<void> {
  assert.deepEqual(await graveFindings(page), []);
}

/** What axe finds that is serious or critical. */
export async function graveFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as {
      readonly axe: {
        run(options: { readonly iframes: boolean }): Promise<{
          violations: { id: string; impact: string; nodes: { html: string }[] }[];
        }>;
      };
    };
    // A sandboxed document runs no script, so axe would wait in vain for its answer.
    return (await loaded.run({ iframes: false })).violations;
  });
  return found
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
