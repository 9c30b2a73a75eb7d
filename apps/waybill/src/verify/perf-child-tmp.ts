import { verify } from "@waybill/checker";
import { systemClock } from "@waybill/kit";
import { openSources } from "./postgres-sources.ts";
import { verifiedServices } from "./verified-services.ts";
const urls = JSON.parse(process.env["URLS"]!);
let peak = 0, heap = 0;
const r = await verify({ open: () => openSources(verifiedServices({ mailsBySmtp: false }), (n) => urls[n]), clock: systemClock, settleMs: 8000, progress: () => { const m = process.memoryUsage(); peak = Math.max(peak, m.rss); heap = Math.max(heap, m.heapUsed); } });
console.log(r.ok, r.events, r.seconds, "s", (r.events / r.seconds).toFixed(0), "events/s; peak rss", (peak / 1e6).toFixed(0), "heap", (heap / 1e6).toFixed(0), "behind", r.behind, JSON.stringify(r.checks.filter(c => !c.ok)).slice(0, 500));
