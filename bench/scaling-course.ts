import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

interface Line {
  readonly seconds: number;
  readonly lag: number;
  readonly oldestSeconds: number;
  readonly replicas: number;
  readonly reason: string;
}

/** What became of one service while it was autoscaled. */
export interface Course {
  readonly service: string;
  /** At the end. */
  readonly replicas: number;
  readonly mostReplicas: number;
  readonly worstLag: number;
  readonly oldestSeconds: number;
  /** When the number of replicas changed, in seconds from the start of the autoscaler. */
  readonly changes: readonly Line[];
}

export function traceOf(directory: string, service: string): string {
  return join(directory, `${service}.jsonl`);
}

/** Reads the traces that an autoscaler has written, one of each service. */
export function readCourses(directory: string): readonly Course[] {
  return readdirSync(directory)
    .toSorted()
    .map((name) => {
      const lines = linesOf(join(directory, name));
      const most = (of: (line: Line) => number): number => Math.max(0, ...lines.map(of));
      return {
        service: basename(name, ".jsonl"),
        replicas: lines.at(-1)?.replicas ?? 1,
        mostReplicas: most(({ replicas }) => replicas),
        worstLag: most(({ lag }) => lag),
        oldestSeconds: most(({ oldestSeconds }) => oldestSeconds),
        changes: lines.filter(
          ({ replicas }, index) => replicas !== (lines[index - 1]?.replicas ?? 1),
        ),
      };
    });
}

function linesOf(path: string): readonly Line[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { seconds, lag, oldestSeconds, replicas, reason } = JSON.parse(line) as Line;
      return { seconds, lag, oldestSeconds, replicas, reason };
    });
}
