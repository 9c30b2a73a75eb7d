import { styleText } from "node:util";
import { readLine } from "../telemetry/log-line.ts";

const colours = [
  "cyan",
  "green",
  "magenta",
  "yellow",
  "blue",
  "cyanBright",
  "greenBright",
] as const;
const loud: ReadonlySet<string> = new Set(["error", "fatal"]);
const nameWidth = 15;

/** A line of a process as people read it: time, process in a colour of its own, level, what it says. */
export function readable(line: string): string {
  const entry = readLine(0, line);
  if (entry === undefined) return line;
  const { at, level, message, details } = entry;
  const name = entry.process ?? entry.service;
  const time = new Date(at).toISOString().slice(11, 23);
  const more = Object.keys(details).length === 0 ? "" : ` ${JSON.stringify(details)}`;
  const shownLevel = level.toUpperCase().padEnd(5);
  return [
    styleText("dim", time),
    styleText(colourOf(name), name.padEnd(nameWidth)),
    loud.has(level) ? styleText("red", shownLevel) : shownLevel,
    `${message}${styleText("dim", more)}`,
  ].join(" ");
}

/** Replicas of a service have one colour. */
function colourOf(name: string): (typeof colours)[number] {
  let sum = 0;
  for (const letter of name.replace(/-\d+$/, "")) sum += letter.charCodeAt(0);
  return colours[sum % colours.length] ?? "cyan";
}
