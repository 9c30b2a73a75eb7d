import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { useTracesOf } from "../traces/trace-calls.ts";

/** Leads to the order's trace, while the server holds one. */
export function TraceLink({ orderId }: { readonly orderId: string }) {
  const { data, isPending } = useTracesOf(orderId);
  const [trace] = data?.items ?? [];
  if (isPending) {
    return (
      <Text size="sm" c="dimmed" aria-hidden>
        Trace
      </Text>
    );
  }
  if (trace === undefined) return null;
  const more = (data?.items.length ?? 0) > 1;
  return (
    <Anchor
      component={Link}
      size="sm"
      to={more ? `/traces?order=${orderId}` : `/traces/${trace.traceId}`}
    >
      {more ? "Traces" : "Trace"}
    </Anchor>
  );
}
