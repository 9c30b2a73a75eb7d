import { Button, Skeleton, Text } from "@mantine/core";
import { useSearchParams } from "react-router";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { RawJson } from "../../parts/raw-json.tsx";
import { useSession } from "../../session/session-store.ts";
import { InvariantRow } from "./invariant-row.tsx";
import { invariants, lastProven } from "./invariants.ts";
import { isRunning, useRun, useRuns, useStartRun, type Run } from "./proof-calls.ts";
import classes from "./proof.module.css";
import { RunProgress, RunVerdict } from "./run-status.tsx";
import { RunStrip } from "./run-strip.tsx";

/** What Waybill promises, and whether it keeps it: the run that the address names, or the latest result. */
export function ProofPage() {
  const [parameters, setParameters] = useSearchParams();
  const { data, error, isPending } = useRuns();
  const start = useStartRun();
  const runs = data?.items ?? [];
  const running = runs.find(isRunning);
  const wanted = parameters.get("run") ?? runs.find((run) => !isRunning(run))?.id;
  return (
    <Page
      title="Proof"
      actions={
        <StartButton
          busy={running !== undefined || start.isPending}
          onStart={() => start.mutate(undefined, { onSuccess: () => setParameters({}) })}
        />
      }
    >
      <ProblemAlert error={error ?? start.error} />
      {running === undefined ? null : <RunProgress run={running} />}
      <RunStrip runs={runs} shown={wanted} />
      {!isPending && runs.length === 0 && error === null ? (
        <EmptyState title="Nothing has been proven yet">
          A run reads every event of every service and checks these seven invariants. It goes on
          beside the orders and holds up none of them.
        </EmptyState>
      ) : null}
      {isPending ? <Coming /> : <Shown id={wanted} runs={runs} />}
    </Page>
  );
}

function StartButton(props: { readonly busy: boolean; readonly onStart: () => void }) {
  const { busy, onStart } = props;
  if (useSession()?.role !== "admin") {
    return (
      <Text size="sm" c="dimmed">
        An administrator can start a run.
      </Text>
    );
  }
  return (
    <Button disabled={busy} onClick={onStart}>
      {busy ? "Verifying …" : "Verify now"}
    </Button>
  );
}

/** The verdict comes above the invariants: they wait for it, so that they do not jump. */
function Coming() {
  return <Skeleton height={640} aria-label="Loading" role="status" />;
}

function Shown(props: { readonly id: string | undefined; readonly runs: readonly Run[] }) {
  const { id, runs } = props;
  const { data, error } = useRun(id);
  if (id !== undefined && data === undefined && error === null) return <Coming />;
  return (
    <>
      <ProblemAlert error={error} />
      {data === undefined ? null : <RunVerdict run={data} />}
      <ul className={classes["list"]} aria-label="Invariants">
        {invariants.map((invariant) => (
          <InvariantRow
            key={invariant.id}
            invariant={invariant}
            check={data?.checks.find((check) => check.id === invariant.id)}
            proven={lastProven(invariant.id, runs)}
          />
        ))}
      </ul>
      {data === undefined ? null : (
        <div style={{ marginTop: 12 }}>
          <RawJson value={data} />
        </div>
      )}
    </>
  );
}
