/**
 * Writes the contracts of now into `packages/contracts/released`: from then on they are promised. Part of
 * making a release; writes nothing when `check-schemas` would refuse.
 */
import { contracts } from "@waybill/contracts";
import { judge } from "./schemas/evolution.ts";
import { readReleased, writeReleased } from "./schemas/released-schemas.ts";
import { releaseOf } from "./schemas/release.ts";
import { report } from "./source-files.ts";

const released = readReleased();
const next = releaseOf(contracts, released);
// A new event or version, too, must be readable by the examples that it is released with.
const problems = [
  ...new Set([...judge(contracts, released).problems, ...judge(contracts, next).problems]),
];
report("schemas", problems);
if (problems.length === 0) for (const path of writeReleased(next)) console.log(path);
