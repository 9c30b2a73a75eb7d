import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { armedFile, armingSignal, hitFile, type Armed, type Point } from "./point.ts";

const dataDir = process.env["WAYBILL_DATA"] ?? "";
let armed: Armed | undefined;
let passed = 0;

/** From now on the process ends itself at the point that the drill names, if it names one. */
function readArming(): void {
  passed = 0;
  try {
    armed = JSON.parse(readFileSync(armedFile(dataDir), "utf8")) as Armed;
  } catch {
    armed = undefined;
  }
}

export function followArming(): void {
  readArming();
  process.on(armingSignal, readArming);
}

/** The process is at this point. Does not return when it is the one to end at. */
export function pass(point: Point): void {
  if (armed?.point !== point) return;
  passed += 1;
  if (passed < armed.nth) return;
  const file = openSync(hitFile(dataDir), "w");
  writeSync(file, JSON.stringify(armed));
  fsyncSync(file);
  closeSync(file);
  process.kill(process.pid, "SIGKILL");
}
