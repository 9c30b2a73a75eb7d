import { StreamReader } from "../reading/streams.ts";
import { checkStream, type LogRun, type Run } from "./run.ts";

/** Goes through the streams of a log that are not about orders and that nothing else touches. */
export async function streamsPass(
  run: Run,
  log: LogRun,
  skipped: ReadonlySet<string>,
): Promise<void> {
  for (const category of log.log.service.deciders.keys()) {
    if (skipped.has(category) || log.touched.has(category)) continue;
    const reader = new StreamReader(log.log, { category });
    for (let stream = await reader.next(); stream !== undefined; stream = await reader.next()) {
      await checkStream(run, log, stream);
    }
  }
}
