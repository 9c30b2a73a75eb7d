/**
 * A Waybill in miniature for tests that kill one: opens the server of the directory in its first
 * argument, prints one JSON line, and on SIGINT or SIGTERM drains (a query), prints and stops.
 */
import { errorCode, errorMessage } from "@waybill/kit";
import { withClient } from "../connection.ts";
import { openServer } from "../open-server.ts";
import { silentLog } from "./silent-log.ts";

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const server = await openServer({ dataDir: String(process.argv[2]), log: silentLog });
  const stay = setInterval(() => undefined, 60_000);
  const drain = async (): Promise<void> => {
    await withClient(server.superuserUrl, (client) => client.query("SELECT pg_sleep(0.3)"));
    print({ drained: true });
    await server.stop();
    clearInterval(stay);
  };
  process.once("SIGINT", () => void drain());
  process.once("SIGTERM", () => void drain());
  print({ pid: server.pid, url: server.superuserUrl });
} catch (error) {
  print({ code: errorCode(error), message: errorMessage(error) });
}
