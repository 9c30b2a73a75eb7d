import { partitionCount, WaybillError } from "@waybill/kit";
import type { Client } from "pg";

/**
 * Makes sure that this release spreads keys over partitions as the log at hand has it. Two that count otherwise would
 * share groups and a log, and the events of a key would stand in two partitions, in no order.
 * @throws {WaybillError} `partitions-differ`
 */
export async function requireSamePartitions(client: Client, service: string): Promise<void> {
  const table = await client.query("SELECT to_regclass('log_layout') AS name");
  // A database without a log, such as the platform's.
  if (table.rows[0]?.name === null) return;
  const { rows } = await client.query<{ partitions: number }>("SELECT partitions FROM log_layout");
  const has = rows[0]?.partitions ?? partitionCount;
  if (has === partitionCount) return;
  throw new WaybillError(
    "partitions-differ",
    `the log of ${service} has ${has} partitions, and this release counts ${partitionCount}; start the release that the log is of, or take another database`,
  );
}
