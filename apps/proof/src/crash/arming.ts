import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { armedFile, armingSignal, hitFile, type Armed } from "./points/point.ts";
import type { WaybillServer } from "./waybill-server.ts";

/** Names the point at which a server, running or about to be started, ends itself. */
export function arm(server: WaybillServer, armed: Armed): void {
  rmSync(hitFile(server.dataDir), { force: true });
  writeFileSync(armedFile(server.dataDir), JSON.stringify(armed));
  server.signal(armingSignal);
}

/** From now on it goes on past all points. @returns whether it was at the one, by its own last words */
export function disarm(server: WaybillServer, { point }: Armed): boolean {
  rmSync(armedFile(server.dataDir), { force: true });
  server.signal(armingSignal);
  try {
    const hit = JSON.parse(readFileSync(hitFile(server.dataDir), "utf8")) as Armed;
    return hit.point === point;
  } catch {
    return false;
  }
}
