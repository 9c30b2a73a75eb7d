import type { Database } from "@waybill/kit";
import { sql } from "../sql.ts";

/** How far a consumer has handled a source, as a text to compare: see `ServiceContext.progress`. */
export async function readProgress(
  database: Database,
  consumer: string,
  source: string,
): Promise<string> {
  const { text } = sql("read-progress");
  const [row] = await database.query<{ progress: string }>(text, [consumer, source]);
  return row?.progress ?? "";
}
