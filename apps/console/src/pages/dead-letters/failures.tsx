import { Code, Text, Timeline, Title } from "@mantine/core";
import { Moment } from "../../parts/moment.tsx";
import type { Detail } from "./dead-letter-calls.ts";

type Failure = Detail["failures"][number];

/** So many are kept from the beginning, and as many from the end. */
const kept = 10;

/** Each attempt that failed, the latest first: when, why, and of an unexpected error where. */
export function Failures({ failures }: { readonly failures: readonly Failure[] }) {
  if (failures.length === 0) return null;
  const latestFirst = failures.map((failure, index) => ({ failure, index })).toReversed();
  return (
    <section aria-labelledby="failures">
      <Title order={2} id="failures" mt="lg" mb="xs">
        Failed attempts
      </Title>
      {failures.length < 2 * kept ? null : (
        <Text size="xs" c="dimmed" mb="xs">
          The first {kept} and the last {kept}.
        </Text>
      )}
      <Timeline bulletSize={12} lineWidth={2} color="red" active={failures.length}>
        {latestFirst.map(({ failure, index }) => (
          <Timeline.Item
            key={`${failure.at}/${index}`}
            title={
              <Text size="sm" fw={500} component="span">
                Attempt {failure.number} · {failure.code}
              </Text>
            }
          >
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {failure.error}
            </Text>
            <Text size="xs" c="dimmed">
              <Moment at={failure.at} />
              {isReplayed(failures, index) ? " · after a person had it tried again" : ""}
            </Text>
            <Stack stack={failure.stack} />
          </Timeline.Item>
        ))}
      </Timeline>
    </section>
  );
}

/** Attempts are counted anew then. */
function isReplayed(failures: readonly Failure[], index: number): boolean {
  const before = failures[index - 1];
  return before !== undefined && (failures[index]?.number ?? 0) <= before.number;
}

function Stack({ stack }: { readonly stack: readonly string[] }) {
  if (stack.length === 0) return null;
  return (
    <details>
      <summary>
        <Text span size="xs">
          Where it was thrown
        </Text>
      </summary>
      <Code block fz="xs" tabIndex={0} aria-label="Stack">
        {stack.join("\n")}
      </Code>
    </details>
  );
}
