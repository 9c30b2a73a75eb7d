import type { KeyboardEvent } from "react";
import { durationText } from "../../parts/duration.ts";
import { TimeAxis } from "../../parts/time-axis.tsx";
import { timeScale, type TimeScale } from "../../parts/time-scale.ts";
import { colourOf, lengthText, rowsOf, type TreeRow } from "./span-tree.ts";
import type { Trace } from "./trace-calls.ts";
import classes from "./waterfall.module.css";

interface WaterfallProps {
  readonly trace: Trace;
  readonly chosen: string | undefined;
  readonly choose: (spanId: string | undefined) => void;
}

const deepestPx = 120;
const stepPx = 10;

/** A row for each span, below the one that led to it. Arrow keys go up and down. */
export function Waterfall({ trace, chosen, choose }: WaterfallProps) {
  const rows = rowsOf(trace);
  const scale = timeScale(
    trace.spans.flatMap(({ startMs, durationMs }) => [startMs, startMs + durationMs]),
  );
  return (
    <div className={classes["waterfall"]}>
      <div className={classes["head"]} aria-hidden>
        <span />
        <TimeAxis scale={scale} />
      </div>
      <ol className={classes["rows"]} aria-label="Spans, each below the one that led to it">
        {rows.map((row) => (
          <Row
            key={row.span.spanId}
            row={row}
            scale={scale}
            colour={colourOf(row.span.service, trace.services)}
            isChosen={row.span.spanId === chosen}
            choose={choose}
          />
        ))}
      </ol>
    </div>
  );
}

interface RowProps {
  readonly row: TreeRow;
  readonly scale: TimeScale;
  readonly colour: string;
  readonly isChosen: boolean;
  readonly choose: WaterfallProps["choose"];
}

function Row({ row: { span, depth }, scale, colour, isChosen, choose }: RowProps) {
  const left = scale.at(span.startMs);
  const width = scale.at(span.startMs + span.durationMs) - left;
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        onKeyDown={moveBetweenRows}
        onClick={() => choose(isChosen ? undefined : span.spanId)}
      >
        <span
          className={classes["name"]}
          style={{ paddingLeft: Math.min(depth * stepPx, deepestPx) }}
          data-trouble={span.error === null ? undefined : true}
        >
          <i style={{ background: colour }} aria-hidden />
          {span.name} <small>{span.error ?? span.service}</small>
        </span>
        <span className={classes["track"]} aria-hidden>
          {scale.cuts.map(({ at, ms }) => (
            <i
              key={at}
              style={{ left: `${at * 100}%` }}
              title={`${durationText(ms)} left out here`}
            />
          ))}
          <b style={{ left: `${left * 100}%`, width: `${width * 100}%`, background: colour }} />
        </span>
        <span className={classes["took"]}>{lengthText(span.durationMs)}</span>
      </button>
    </li>
  );
}

function moveBetweenRows(pressed: KeyboardEvent<HTMLButtonElement>): void {
  const row = pressed.currentTarget.parentElement;
  const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[
    pressed.key
  ];
  if (next === undefined || next === null) return;
  pressed.preventDefault();
  next.querySelector("button")?.focus();
}
