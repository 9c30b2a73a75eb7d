import { Text } from "@mantine/core";
import { Moment } from "../../parts/moment.tsx";
import type { Consumer } from "./consumer-calls.ts";

/** Who paused a consumer, when and why. */
export function PauseNote({ pause }: Pick<Consumer, "pause">) {
  if (pause === null) return null;
  return (
    <Text span size="xs" c="dimmed">
      by {pause.by ?? "an operator of another tenant"}, <Moment at={pause.since} />
      {pause.reason === null ? "" : `: ${pause.reason}`}
    </Text>
  );
}
