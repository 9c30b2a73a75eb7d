import type { Drill } from "./drill.ts";
import { buyersForFew } from "./faults/buyers.ts";
import { crashPoints } from "./faults/crash-points.ts";
import { terminateBackends } from "./faults/end-sessions.ts";
import { exhaustSlots } from "./faults/exhaust-slots.ts";
import { fillDisk } from "./faults/fill-disk.ts";
import { kafkaLeaders } from "./faults/kafka/leaders.ts";
import { kafkaServices } from "./faults/kafka/services.ts";
import { killPostgres } from "./faults/kill-postgres.ts";
import { killServer, troubledPayments } from "./faults/kill-server.ts";
import { loseReplies } from "./faults/lose-replies.ts";
import { openTransactions } from "./faults/open-transactions.ts";
import { partition } from "./faults/partition.ts";
import { powerCut, powerCutOnXfs } from "./faults/power-cut.ts";
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
];
