/** `start`, `stop` and `status` of the brokers for development and tests: docs/BROKERS.md. */
import { LocalBrokers } from "./brokers.ts";

const commands: Readonly<Record<string, () => Promise<void>>> = { start, stop, status };

const [name = "", ...rest] = process.argv.slice(2);
const command = commands[name];
if (command === undefined || rest.length > 0) {
  console.error(
    `no command "${[name, ...rest].join(" ")}"; there are: ${Object.keys(commands).join(", ")}`,
  );
  process.exitCode = 2;
} else {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

async function start(): Promise<void> {
  const brokers = new LocalBrokers();
  console.log("Kafka and Redis are starting; the first time, Maven fetches Kafka");
  const started = await brokers.start();
  console.log(started.length === 0 ? "they were up" : `started ${started.join(", ")}`);
  console.log(`Kafka  ${brokers.kafkaAddresses.join(",")}`);
  console.log(`Redis  ${brokers.redisAddress}`);
}

async function stop(): Promise<void> {
  const stopped = await new LocalBrokers().stop();
  console.log(stopped.length === 0 ? "nothing was running" : `stopped ${stopped.join(", ")}`);
}

/** Exit code 1 unless all serve. */
async function status(): Promise<void> {
  const states = await new LocalBrokers().status();
  for (const { name, address, pid, serves } of states) {
    const running = pid === undefined ? "not running" : `pid ${pid}`;
    console.log(`${name.padEnd(8)} ${address.padEnd(16)} ${running}${serves ? ", serves" : ""}`);
  }
  if (!states.every(({ serves }) => serves)) process.exitCode = 1;
}
