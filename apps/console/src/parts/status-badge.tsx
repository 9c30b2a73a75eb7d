import classes from "./status-badge.module.css";

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
  "written-down": "gray",
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

/** A status of the API. The word says it; the colour only repeats it. Plain, since lists are full of them. */
export function StatusBadge({ status }: { readonly status: string }) {
  const colour = `var(--mantine-color-${colours[status] ?? "gray"}-light`;
  return (
    <span
      className={classes["badge"]}
      style={{ background: `${colour})`, color: `${colour}-color)` }}
    >
      {status.replaceAll("-", " ")}
    </span>
  );
}
