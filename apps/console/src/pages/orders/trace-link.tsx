import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import { useTracesOf } from "../traces/trace-calls.ts";

/** Leads to the order's trace, while the server holds one. */
export function TraceLink({ orderId }: { readonly orderId: string }) {
  const { data } = useTracesOf(orderId);
  const [trace] = data?.items ?? [];
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
