import { categoryOf } from "@waybill/kit";
import { MessageViews } from "../checks/message-views.ts";
import { Replay, type Replayed } from "../checks/replay.ts";
import { StateViews } from "../checks/state-views.ts";
import { StockPlaces } from "../checks/stock-places.ts";
import { timer } from "../checks/timers.ts";
import type { Emit, Finding, Findings } from "../findings.ts";
import { Density } from "../reading/density.ts";
import type { ProgressMeter } from "../progress.ts";
import type { Reach } from "../reading/reach.ts";
import type { Stream } from "../reading/streams.ts";
import type { ServiceLog, Sources } from "../sources.ts";

/** What is kept for each log while everything is gone through. */
export interface LogRun {
  readonly log: ServiceLog;
  readonly density: Density;
  readonly replay: Replay;
  readonly stateViews: StateViews;
  readonly touched: ReadonlySet<string>;
}

/** One going through everything, on one set of snapshots. */
export interface Run {
  readonly sources: Sources;
  readonly reach: Reach;
  readonly findings: Findings;
  /** For what is certain by one snapshot. */
  readonly emit: Emit;
  /** For what several databases say together: a second look may clear it while the system runs. */
  readonly suspect: Emit;
  readonly graceMs: number;
  readonly logs: ReadonlyMap<string, LogRun>;
  readonly messageViews: MessageViews;
  readonly places: StockPlaces;
  readonly progress: ProgressMeter;
}

export type RunOptions = Pick<
  Run,
  "sources" | "reach" | "findings" | "suspect" | "graceMs" | "progress"
>;

export async function openRun(options: RunOptions): Promise<Run> {
  const { sources, reach, findings, suspect } = options;
  const { emit } = findings;
  const logs = new Map<string, LogRun>();
  for (const [name, log] of sources.logs) {
    logs.set(name, {
      log,
      density: new Density(),
      replay: new Replay(log.service, emit),
      stateViews: new StateViews(log, emit),
      touched: await log.touchedCategories(),
    });
  }
  // Without an order there is nothing to look at twice; the order of the snapshots makes those certain.
  const ofViews = (finding: Finding): void =>
    finding.order === undefined ? emit(finding) : suspect(finding);
  const messageViews = new MessageViews(sources.logs, { reach, emit: ofViews });
  return { ...options, emit, logs, messageViews, places: new StockPlaces() };
}

/** What is checked of every stream that only its own events move. */
export async function checkStream(
  run: Run,
  log: LogRun,
  stream: Stream,
): Promise<Replayed | undefined> {
  run.progress.add(stream.events.length);
  for (const event of stream.events) {
    log.density.add(event.position);
    run.messageViews.add(stream.service, event);
  }
  const replayed = log.replay.stream(stream);
  await log.stateViews.expect(stream.stream, replayed);
  checkTimer(run, log, { stream: stream.stream, replayed });
  run.findings.looked("O");
  return replayed;
}

export function checkTimer(
  run: Run,
  { log, replay }: LogRun,
  { stream, replayed }: { readonly stream: string; readonly replayed: Replayed | undefined },
): void {
  if (log.service.deciders.get(categoryOf(stream))?.timed !== true) return;
  const due = replay.due(stream, replayed);
  const context = { reach: run.reach, now: run.sources.takenAt, graceMs: run.graceMs };
  run.findings.looked("T");
  for (const finding of timer({ service: log.service.name, stream, due }, context)) {
    if (finding.order === undefined) run.emit(finding);
    else run.suspect(finding);
  }
}
