/**
 * `waybill run` as the supervisor starts it: the same, without the other commands, which would cost each
 * process memory and a moment at its start.
 */
import { readConfig } from "../config.ts";
import { failWith } from "../failure.ts";
import { runProcess } from "./run-process.ts";

try {
  await runProcess(process.argv[2] ?? "", readConfig(process.env));
} catch (error) {
  failWith(error);
}
