/**
 * Compares the contracts with the released ones (`packages/contracts/released`) and refuses what would make
 * events unreadable that stand in logs. How to change an event is in docs/SCHEMAS.md.
 */
import { contracts } from "@waybill/contracts";
import { judge } from "./schemas/evolution.ts";
import { readReleased } from "./schemas/released-schemas.ts";
import { report } from "./source-files.ts";

const { problems, notes } = judge(contracts, readReleased());
for (const note of notes) console.error(`note: ${note}`);
report("schemas", problems);
