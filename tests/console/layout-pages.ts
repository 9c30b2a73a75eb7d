import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { graveFindings, type ConsoleShop } from "./console-shop.ts";
import { everyPage, type Addresses } from "./every-page.ts";

const firstPaintMs = 1_000;
const mostShift = 0.1;
/** After the last answer that a page waited for. */
const settleMs = 400;
const tabs = 3;

/** What holds for all pages: they fit, they are readable by all, and they stand still. */
export function layoutPages(console: ConsoleShop): void {
  const { shop } = console;
  let filled: Promise<Addresses> | undefined;
  const addresses = (): Promise<Addresses> => (filled ??= everyPage(shop));

  /** Looks at each page in turn. @returns what was found, by the page's name */
  const lookAtEach = async (
    view: { readonly width: number; readonly dark: boolean },
    look: (page: Page, name: string) => Promise<readonly string[]>,
  ): Promise<Readonly<Record<string, readonly string[]>>> => {
    const context = await console.signedIn();
    const left = [...(await addresses())];
    const found: Record<string, readonly string[]> = {};
    const tab = async (): Promise<void> => {
      const page = await shiftsTold(context);
      await page.setViewportSize({ width: view.width, height: 800 });
      await page.emulateMedia({ colorScheme: view.dark ? "dark" : "light" });
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [name, path] = next;
        await page.goto(new URL(path, shop.waybill.url).href);
        await settled(page);
        const faults = await look(page, name);
        if (faults.length > 0) found[name] = faults;
      }
      await page.close();
    };
    await Promise.all(Array.from({ length: tabs }, tab));
    return found;
  };

  const fits = async (t: TestContext, page: Page, name: string): Promise<readonly string[]> => {
    const { sum, of } = await page.evaluate<Shifts>("globalThis.shifts");
    if (sum > mostShift / 2) t.diagnostic(`${name} shifts by ${sum.toFixed(3)}`);
    const shifts = sum > mostShift ? [`shifts by ${sum.toFixed(3)}: ${of.join(", ")}`] : [];
    return [...shifts, ...(await tooWide(page))];
  };

  describe("every page", () => {
    test("at 390 pixels, in the dark, is no wider than the window and stands still, and axe finds nothing serious", async (t) => {
      const found = await lookAtEach({ width: 390, dark: true }, async (page, name) => [
        ...(await fits(t, page, name)),
        ...(await graveFindings(page)),
      ]);
      assert.deepEqual(found, {});
    });

    test("at 1280 pixels is no wider than the window, and stands still", async (t) => {
      const found = await lookAtEach({ width: 1280, dark: false }, (page, name) =>
        fits(t, page, name),
      );
      assert.deepEqual(found, {});
    });

    test("a first visit has something on the screen within a second", async (t) => {
      const { url, apiKey } = shop.waybill;
      const browser = (await console.signedIn()).browser()!;
      const paints: number[] = [];
      for (let visit = 0; visit < 3; visit++) {
        const page = await browser.newPage();
        await page.goto(new URL(`/#key=${apiKey}`, url).href);
        await page.getByRole("heading", { level: 1 }).waitFor();
        paints.push(
          await page.evaluate<number>(
            `performance.getEntriesByName("first-contentful-paint")[0].startTime`,
          ),
        );
        await page.close();
      }
      const median = paints.toSorted((one, other) => one - other)[1]!;
      t.diagnostic(`first contentful paint after ${paints.map(Math.round).join(", ")} ms`);
      assert.ok(median < firstPaintMs, `${Math.round(median)} ms`);
    });
  });
}

interface Shifts {
  readonly sum: number;
  readonly of: readonly string[];
}

/** A page that keeps count of what moved under a reader. */
async function shiftsTold(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(`
    globalThis.shifts = { sum: 0, of: [] };
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        if (hadRecentInput) continue;
        globalThis.shifts.sum += value;
        for (const { node } of sources) {
          const name = node?.tagName ?? node?.parentElement?.tagName;
          globalThis.shifts.of.push(name + " " + (node?.textContent ?? "").slice(0, 40));
        }
      }
    }).observe({ type: "layout-shift", buffered: true });`);
  return page;
}

/** Waits until nothing stands for what is still to come. */
async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  const coming = page.locator('.mantine-Skeleton-root, [aria-label="Loading"]');
  await coming.first().waitFor({ state: "detached" });
  await page.waitForTimeout(settleMs);
}

/** What reaches out of the window, when anything makes the page wider than that. */
function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`
    document.documentElement.scrollWidth <= innerWidth ? [] :
      [...document.querySelectorAll("main, main *")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth)
        .filter((element) => element.closest("[style*=overflow], [class*=scroll]") === null)
        .map(({ tagName, className, textContent }) =>
          "reaches out: " + tagName + " " + className + " " + textContent.slice(0, 40))`);
}
