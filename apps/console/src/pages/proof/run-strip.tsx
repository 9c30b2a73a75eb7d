import { Text, Tooltip } from "@mantine/core";
import { Link } from "react-router";
import { stateWords } from "./invariants.ts";
import type { Run } from "./proof-calls.ts";
import classes from "./proof.module.css";

/** The state is to be seen without its colour, too. */
const signs: Readonly<Record<Run["state"], string>> = {
  passed: "✓",
  broken: "✗",
  failed: "!",
  interrupted: "–",
  running: "…",
};

/** The runs, oldest first, each leading to what it found. */
export function RunStrip(props: {
  readonly runs: readonly Run[];
  readonly shown: string | undefined;
}) {
  const { runs, shown } = props;
  if (runs.length === 0) return null;
  return (
    <section aria-label="History of runs" style={{ marginBottom: 16 }}>
      <Text size="xs" c="dimmed" mb={4}>
        {runs.length === 1 ? "One run so far" : `The latest ${runs.length} runs, newest at the end`}
      </Text>
      <ol className={classes["strip"]}>
        {runs.toReversed().map(({ id, state, startedAt }) => {
          const name = `${stateWords[state]}, ${new Date(startedAt).toLocaleString()}`;
          return (
            <li key={id}>
              <Tooltip label={name} events={{ hover: true, focus: true, touch: true }}>
                <Link
                  className={`${classes["run"]} ${classes[state]}`}
                  to={`/proof?run=${id}`}
                  aria-label={name}
                  aria-current={id === shown}
                >
                  <span aria-hidden>{signs[state]}</span>
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
