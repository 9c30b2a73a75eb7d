import { verify } from "/work/main/packages/checker/src/index.ts";
import { systemClock } from "/work/main/packages/kit/src/index.ts";
import { RunningShop } from "/work/main/apps/waybill/src/verify/testing/running-shop.ts";
import { openSources } from "/work/main/apps/waybill/src/verify/postgres-sources.ts";
import { verifiedServices } from "/work/main/apps/waybill/src/verify/verified-services.ts";
import { reportText } from "/work/main/apps/waybill/src/verify/report-text.ts";
const N = Number(process.argv[2] ?? 100);
const skus = Array.from({ length: 200 }, (_, i) => `SKU-${i}`);
const shop = await RunningShop.open(skus);
console.log("open");
try {
  const started = Date.now();
  let placed = 0;
  let cancelled: Promise<unknown>[] = [];
  while (placed < N) {
    const batch = Math.min(500, N - placed);
    const ids = await Promise.all(Array.from({ length: batch }, (_, i) => shop.place(skus[(placed + i) % skus.length]!, i % 50 === 7 ? "tok_declined" : "tok_ok")));
    placed += batch;
    for (let i = 0; i < ids.length; i += 25) await shop.cancel(ids[i]!);
    const lag = placed - Number((await shop.query<any>("orders", "select count(*) as n from orders where status in ('completed','cancelled')"))[0].n);
    if (lag > 3000) await shop.ended(placed - 1500).catch(e => console.log(String(e)));
    if (placed === Math.floor(N / 2 / 500) * 500 || N <= 500) {
      const r = await verify({ open: () => openSources(verifiedServices({ mailsBySmtp: false }), shop.urlOf), clock: systemClock, settleMs: 8000 });
      console.log("RUNNING", reportText(r));
    }
  }
  await shop.ended(N).catch(e => console.log(String(e)));
  console.log("filled in", (Date.now() - started) / 1000, "s");
  await new Promise(r => setTimeout(r, 2000));
  await shop.rest();
  for (let i = 0; i < 2; i++) {
  const before = process.cpuUsage();
  const r = await verify({ open: () => openSources(verifiedServices({ mailsBySmtp: false }), shop.urlOf), clock: systemClock, settleMs: 8000 });
  console.log("REST", reportText(r), "cpu", process.cpuUsage(before).user / 1e6, process.cpuUsage(before).system/1e6, "rss MB", process.memoryUsage().rss / 1e6, (r.events / r.seconds).toFixed(0), "events/s");
  }
} finally { await shop.close(); }
