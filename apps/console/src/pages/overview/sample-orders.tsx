import { Button, Group, NumberInput, Popover, Stack, Text } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useState, type SubmitEvent } from "react";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import {
  isRunning,
  useSampleOrders,
  useSendSampleOrders,
  useStopSampleOrders,
  type SampleOrders as State,
} from "./sample-orders-calls.ts";

/** Starts made-up customers, says how they come along, and stops them. */
export function SampleOrders({ inviting }: { readonly inviting: boolean }) {
  const { data } = useSampleOrders();
  if (data !== undefined && isRunning(data)) return <Running run={data} />;
  return <Send inviting={inviting} last={data} />;
}

function Running({ run }: { readonly run: State }) {
  const stop = useStopSampleOrders();
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed" className="number" role="status">
        {run.state === "preparing"
          ? "Receiving stock for the sample orders…"
          : `Sample orders, ${run.perSecond}/s: ${progress(run)}`}
      </Text>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={14} aria-hidden />}
        loading={stop.isPending}
        onClick={() => stop.mutate()}
      >
        Stop
      </Button>
    </Group>
  );
}

function progress({ sent, refused, perSecond, seconds }: State): string {
  const all = (perSecond * seconds).toLocaleString("en");
  const refusals = refused === 0 ? "" : `, ${refused.toLocaleString("en")} refused`;
  return `${sent.toLocaleString("en")} of ${all} sent${refusals}`;
}

interface SendProps {
  readonly inviting: boolean;
  readonly last: State | undefined;
}

function Send({ inviting, last }: SendProps) {
  const [opened, setOpened] = useState(false);
  const [perSecond, setPerSecond] = useState(10);
  const [seconds, setSeconds] = useState(60);
  const send = useSendSampleOrders();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    send.mutate({ perSecond, seconds }, { onSuccess: () => setOpened(false) });
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={330} trapFocus>
      <Popover.Target>
        <Button
          variant={inviting ? "filled" : "default"}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          Send sample orders
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Send sample orders">
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Text size="sm">
              Made-up customers order from your catalogue. To this shop the orders are real, and
              stock for them is received at the location “load”. A few are declined or taken back.
            </Text>
            <Group grow>
              <Whole label="Orders a second" most={200} value={perSecond} onChange={setPerSecond} />
              <Whole label="For seconds" most={600} value={seconds} onChange={setSeconds} />
            </Group>
            <ProblemAlert error={send.error} />
            <Group justify="space-between">
              <Text size="xs" c="dimmed">
                {last === undefined || last.state === "idle" ? null : `Last: ${ending(last)}`}
              </Text>
              <Button type="submit" loading={send.isPending}>
                Send
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function ending({ state, sent, failure }: State): string {
  return failure ?? `${state}, ${sent.toLocaleString("en")} sent`;
}

interface WholeProps {
  readonly label: string;
  readonly most: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Whole({ label, most, value, onChange }: WholeProps) {
  return (
    <NumberInput
      label={label}
      required
      withAsterisk={false}
      min={1}
      max={most}
      allowDecimal={false}
      clampBehavior="strict"
      value={value === 0 ? "" : value}
      onChange={(next) => onChange(Number(next))}
    />
  );
}
