import { Loader, NumberInput, Text } from "@mantine/core";
import { useState } from "react";
import { ConfirmAction } from "../../parts/confirm-action.tsx";
import { counted } from "../../parts/counted.ts";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import {
  replayLetters,
  useDryRun,
  useLettersChanged,
  type Chosen,
  type Replay,
} from "./dead-letter-calls.ts";

const defaultPerSecond = 20;

/** Says what would be tried again before it is, and at which rate. */
export function ReplayLetters(props: { readonly chosen: Chosen; readonly onClose: () => void }) {
  const { chosen, onClose } = props;
  const [perSecond, setPerSecond] = useState<number | undefined>(defaultPerSecond);
  const { data, error } = useDryRun(chosen, perSecond ?? defaultPerSecond);
  const changed = useLettersChanged();
  const run = async () => {
    const made = await replayLetters(chosen, perSecond ?? defaultPerSecond);
    await changed();
    return outcomeOf(made);
  };
  return (
    <ConfirmAction
      title={"ids" in chosen ? "Replay the chosen letters" : "Replay the group"}
      says={data === undefined ? <Loading error={error} /> : <Says replay={data} />}
      verb="Replay"
      ready={perSecond !== undefined && data !== undefined && data.letters > 0}
      run={run}
      onClose={onClose}
    >
      <NumberInput
        label="Letters a second"
        w={160}
        min={1}
        max={1_000}
        allowDecimal={false}
        value={perSecond ?? ""}
        onChange={(value) => setPerSecond(typeof value === "number" ? value : undefined)}
      />
    </ConfirmAction>
  );
}

function Loading({ error }: { readonly error: unknown }) {
  if (error === null) return <Loader size="xs" aria-label="Finding out what would happen" />;
  return <ProblemAlert error={error} />;
}

function Says({ replay }: { readonly replay: Replay }) {
  const { letters, keys, behind, waiting, seconds } = replay;
  const already =
    waiting === 0 ? null : (
      <Text size="sm">{counted(waiting, "more is", "more are")} replayed already and wait.</Text>
    );
  if (letters === 0) return <>{already}Nothing is left to replay.</>;
  return (
    <>
      <Text size="sm">
        {counted(letters, "letter")} of {counted(keys, "key")} will be tried again
        {letters === 1 ? "" : `, the last one in ${lasting(seconds)}`}.{" "}
        {behind > 0
          ? `${counted(behind, "message follows", "messages follow")} behind them.`
          : "Nothing waits behind them."}
      </Text>
      {already}
      <Text size="sm" c="dimmed" mt={4}>
        What fails again comes back here. Pressing twice, or with somebody else, does no harm.
      </Text>
    </>
  );
}

function outcomeOf({ letters, seconds }: Replay): string {
  if (letters === 0) return "Nothing was left to replay: somebody else has done it.";
  return `${counted(letters, "letter is", "letters are")} tried again within ${lasting(seconds)}. How far that is stands under Replays.`;
}

function lasting(seconds: number): string {
  if (seconds < 90) return counted(Math.max(1, Math.ceil(seconds)), "second");
  return counted(Math.ceil(seconds / 60), "minute");
}
