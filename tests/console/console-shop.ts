import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";
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
}

export interface PageOptions {
  readonly width?: number;
  readonly dark?: boolean;
  /** Of who signs in: that of the shop unless told. */
  readonly key?: string;
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
  return { shop, open: (path, options) => openPage({ shop, browser, path }, options) };
}

async function openPage(
  of: { readonly shop: Shop; readonly browser: Browser; readonly path: string },
  { width = 1280, dark = false, key }: PageOptions = {},
): Promise<Page> {
  const page = await of.browser.newPage({
    viewport: { width, height: 800 },
    colorScheme: dark ? "dark" : "light",
  });
  const { url, apiKey } = of.shop.waybill;
  await page.goto(new URL(`/#key=${key ?? apiKey}`, url).href);
  await page.getByRole("navigation", { name: "Pages" }).waitFor({ state: "attached" });
  await page.goto(new URL(of.path, url).href);
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
  const grave = found.filter(({ impact }) => ["serious", "critical"].includes(impact));
  assert.deepEqual(
    grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    [],
  );
}
