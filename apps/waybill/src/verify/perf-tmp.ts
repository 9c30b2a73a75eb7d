import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { spawnSync } from "node:child_process";
import { RunningShop } from "./testing/running-shop.ts";
const N = Number(process.argv[2] ?? 100);
const skus = Array.from({ length: 200 }, (_, i) => `SKU-${i}`);
const shop = await RunningShop.open(skus);
try {
  let placed = 0;
  while (placed < N) {
    const batch = Math.min(500, N - placed);
    const ids = await Promise.all(Array.from({ length: batch }, (_, i) => shop.place(skus[(placed + i) % skus.length]!, i % 50 === 7 ? "tok_declined" : "tok_ok")));
    placed += batch;
    for (let i = 0; i < ids.length; i += 25) await shop.cancel(ids[i]!);
    await shop.ended(placed - 1000).catch(e => console.log(String(e)));
  }
  await shop.ended(N).catch(e => console.log(String(e)));
  await new Promise(r => setTimeout(r, 2000));
  await shop.rest();
  const urls = Object.fromEntries(["orders","checkout","payments","fulfilment","notifications","catalog","inventory","provider","carrier"].map(n => [n, shop.urlOf(n)]));
  for (const name of ["orders","checkout","payments","fulfilment","notifications","catalog","inventory"]) {
    console.log(name, (await shop.query<any>(name, "select (select max(position) from events) as head, (select string_agg(distinct consumer||'<'||source||':'||position, ' ') from positions) as p"))[0]);
  }
  const child = () => { const r = spawnSync(process.execPath, [...(process.env["CAP"] ? ["--max-old-space-size="+process.env["CAP"]] : []), ...process.execArgv, ...(process.env["PROF"] ? ["--cpu-prof", "--cpu-prof-dir=/tmp/prof"] : []), new URL("./perf-child-tmp.ts", import.meta.url).pathname], { env: { ...process.env, URLS: JSON.stringify(urls) }, encoding: "utf8" }); console.log(r.stdout, r.stderr.slice(0, 2000)); };
  for (const [f, c] of [["500",""],["2000",""],["500","96"],["1000","192"],["2000","256"],["500",""],["2000",""]]) { process.env["FETCH"] = f; process.env["CAP"] = c; console.log(f, c, require("node:os").loadavg()); child(); }
} finally { await shop.close(); }
