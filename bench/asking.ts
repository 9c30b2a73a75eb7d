import { ViewsDatabase, attachServer } from "@waybill/postgres";
import { chromium, type Page } from "playwright-core";
import { median } from "./median.ts";
import type { BenchServer } from "./server.ts";

const runs = 7;
const nothing = (): void => undefined;

export function say(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(52)} ${figure}\n`);
}

/** Asks a server's API, and says how long that took. */
export class Caller {
  readonly #server: BenchServer;

  constructor(server: BenchServer) {
    this.#server = server;
  }

  /** @throws Error with the answer when it is a refusal */
  async call(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
  ): Promise<{ readonly ms: number; readonly body: unknown }> {
    const started = performance.now();
    const response = await fetch(`${this.#server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#server.apiKey}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return { ms: performance.now() - started, body: answer };
  }

  async report(name: string, ...request: Parameters<Caller["call"]>): Promise<void> {
    const times: number[] = [];
    for (let run = 0; run < runs; run++) times.push((await this.call(...request)).ms);
    say(name, `first ${Math.round(times[0] ?? 0)} ms, median ${Math.round(median(times))} ms`);
  }
}

/** A page of the console that is signed in. */
export async function withPage(
  server: BenchServer,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/#key=${server.apiKey}`);
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    await use(page);
  } finally {
    await browser.close();
  }
}

/** Says how long a page takes from its address to its rows. */
export async function reportRows(
  page: Page,
  { name, url }: { readonly name: string; readonly url: string },
): Promise<void> {
  const started = performance.now();
  await page.goto(url);
  await page.locator("[data-row-link]").first().waitFor();
  const ms = Math.round(performance.now() - started);
  say(`page of ${name}, from its address to its rows`, `${ms} ms`);
}

/** Opens the databases of services beside the server that runs on them. */
export async function databasesOf(dataDir: string): Promise<(service: string) => ViewsDatabase> {
  const server = await attachServer({
    dataDir,
    log: { info: nothing, warn: nothing, error: nothing },
  });
  return (name) => {
    const connectionString = server.url(`waybill_${name}`, `waybill_${name}`);
    return new ViewsDatabase({ config: { connectionString }, name: "bench", connections: 1 });
  };
}
