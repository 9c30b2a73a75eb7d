import type { Drill } from "./drill.ts";
import { killPostgres } from "./faults/kill-postgres.ts";
import { killServer, troubledPayments } from "./faults/kill-server.ts";
import { loseReplies } from "./faults/lose-replies.ts";

/** In the order in which they are done. */
export const drills: readonly Drill[] = [killServer, killPostgres, loseReplies, troubledPayments];
