import type { Drill } from "./drill.ts";
import { buyersForFew } from "./faults/buyers.ts";
import { crashPoints } from "./faults/crash-points.ts";
import { terminateBackends } from "./faults/end-sessions.ts";
import { exhaustSlots } from "./faults/exhaust-slots.ts";
import { fillDisk } from "./faults/fill-disk.ts";
import { kafkaAll } from "./faults/kafka/all.ts";
import { kafkaHangs } from "./faults/kafka/hangs.ts";
import { kafkaLeaders } from "./faults/kafka/leaders.ts";
import { kafkaPartition } from "./faults/kafka/partition.ts";
import { kafkaPoison } from "./faults/kafka/poison.ts";
import { kafkaRebalance } from "./faults/kafka/rebalance.ts";
import { kafkaServices } from "./faults/kafka/services.ts";
import { kafkaZombie } from "./faults/kafka/zombie.ts";
import { killPostgres } from "./faults/kill-postgres.ts";
import { killServer, troubledPayments } from "./faults/kill-server.ts";
import { loseReplies } from "./faults/lose-replies.ts";
import { openTransactions } from "./faults/open-transactions.ts";
import { partition } from "./faults/partition.ts";
import { powerCut, powerCutOnXfs } from "./faults/power-cut.ts";
import { redisHangs } from "./faults/redis/hangs.ts";
import { redisLoses } from "./faults/redis/loses.ts";
import { redisPartition } from "./faults/redis/partition.ts";
import { repeatWebhooks } from "./faults/repeat-webhooks.ts";
import { restartPostgres } from "./faults/restart-postgres.ts";
import { sameRequest } from "./faults/same-request.ts";
import { stopServer } from "./faults/stop-server.ts";

/** In the order in which they are done. */
export const drills: readonly Drill[] = [
  killServer,
  crashPoints,
  killPostgres,
  restartPostgres,
  powerCut,
  powerCutOnXfs,
  terminateBackends,
  exhaustSlots,
  fillDisk,
  openTransactions,
  loseReplies,
  stopServer,
  partition,
  troubledPayments,
  repeatWebhooks,
  sameRequest,
  buyersForFew,
  kafkaLeaders,
  kafkaServices,
  kafkaZombie,
  kafkaRebalance,
  kafkaAll,
  kafkaPoison,
  kafkaHangs,
  kafkaPartition,
  redisLoses,
  redisHangs,
  redisPartition,
];
