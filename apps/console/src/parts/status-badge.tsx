import { Badge } from "@mantine/core";

/** Green is done, blue is under way, orange wants attention, red is wrong, grey is over or unused. */
const colours: Readonly<Record<string, string>> = {
  active: "green",
  completed: "green",
  delivered: "green",
  "in-stock": "green",
  sent: "green",
  confirmed: "blue",
  retry: "blue",
  queued: "gray",
  held: "orange",
  failed: "red",
  failing: "red",
  paused: "orange",
  dead: "red",
  pending: "blue",
  running: "blue",
  low: "orange",
  compensating: "orange",
  "out-of-stock": "red",
  stuck: "red",
  draft: "gray",
  archived: "gray",
  cancelled: "gray",
  captured: "green",
  done: "green",
  authorized: "blue",
  created: "blue",
  dispatched: "blue",
  declined: "red",
};

/** A status of the API. The word says it; the colour only repeats it. */
export function StatusBadge({ status }: { readonly status: string }) {
  return (
    <Badge color={colours[status] ?? "gray"} tt="none" fw={500} miw="max-content">
      {status.replaceAll("-", " ")}
    </Badge>
  );
}
