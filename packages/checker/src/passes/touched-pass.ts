import { categoryOf } from "@waybill/kit";
import type { Replayed } from "../checks/replay.ts";
import type { LogEvent } from "../sources.ts";
import { checkTimer, type LogRun, type Run } from "./run.ts";

/**
 * Goes through the events that move streams other than their own, in the order of the log, which is
 * the order in which those streams moved. Their states are kept in memory: SKUs, not orders.
 */
export async function touchedPass(run: Run, log: LogRun): Promise<void> {
  if (log.touched.size === 0) return;
  const states = new Map<string, Replayed>();
  for await (const batch of log.log.touching(log.touched)) {
    for (const event of batch) {
      if (log.log.service.name === "inventory") run.places.add(event);
      home(run, log, { event, states });
      for (const stream of event.touches)
        states.set(stream, log.replay.apply(stream, states.get(stream), event));
    }
  }
  await compareStates(run, log, states);
}

/** An event whose own stream is touched by others is read here and nowhere else. */
function home(
  run: Run,
  log: LogRun,
  { event, states }: { readonly event: LogEvent; readonly states: Map<string, Replayed> },
): void {
  if (!log.touched.has(categoryOf(event.stream))) return;
  run.progress.add(1);
  log.density.add(event.position);
  run.messageViews.add(log.log.service.name, event);
  const before = states.get(event.stream);
  const expected = (before?.version ?? 0) + 1;
  if (event.version !== expected) {
    run.emit({
      check: "O",
      problem: "version-gap",
      service: log.log.service.name,
      stream: event.stream,
      message: `version ${event.version} (position ${event.position}) comes where version ${expected} has to`,
    });
  }
  states.set(event.stream, log.replay.apply(event.stream, before, event));
}

async function compareStates(run: Run, log: LogRun, states: Map<string, Replayed>): Promise<void> {
  const done = new Set<string>();
  for (const category of log.touched) {
    for await (const batch of log.log.states({ category })) {
      for (const stored of batch) {
        const { stream } = stored;
        const replayed = states.get(stream);
        done.add(stream);
        log.replay.touched(stream, replayed, stored);
        if (log.log.service.name === "inventory") run.places.addStored(stored);
        await log.stateViews.expect(stream, replayed);
        checkTimer(run, log, { stream, replayed });
        run.findings.looked("O");
      }
    }
  }
  for (const [stream, replayed] of states) {
    if (!done.has(stream)) log.replay.touched(stream, replayed, undefined);
  }
}
