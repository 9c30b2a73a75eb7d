import { textTable, type Column } from "../text-table.ts";
import type { ResetPlan } from "./group-desk.ts";
import { countText } from "./group-text.ts";

type Planned = ResetPlan["partitions"][number];

const columns: readonly Column<Planned>[] = [
  { title: "CHANNEL", cell: ({ channel }) => channel },
  { title: "PARTITION", cell: ({ partition }) => String(partition), right: true },
  { title: "FROM", cell: ({ from }) => String(from), right: true },
  { title: "TO", cell: ({ to }) => String(to), right: true },
  { title: "HANDLED AGAIN", cell: ({ again }) => countText(again), right: true },
  { title: "PASSED OVER", cell: ({ passedOver }) => countText(passedOver), right: true },
];

/** What handling messages again means, by what a group does with them. */
const againText: Readonly<Record<ResetPlan["kind"], string>> = {
  reactions:
    "The service decides on them once more. What a stream has done for a message it does not do twice; rows of views say what the messages said then, until all of them are handled.",
  activity:
    "What the service's own record knows as done is answered from it, and its answers are written to its log once more, as repeated. Where it does not know, the outside world is called again with the same idempotency key: only that key keeps a payment, a parcel or a mail from being made twice.",
  relay: "They are offered to the broker once more, which gets those that it has not had.",
  unknown: "This release does not know the group, so nobody can say what it does with them.",
};

const passedText: Readonly<Record<ResetPlan["kind"], string>> = {
  reactions: "The service never learns of them: orders that wait for one stay as they are.",
  activity:
    "The outside world is never called for them: orders that wait for an answer stay stuck.",
  relay: "They are never published: no other service learns of them.",
  unknown: "The group never gets them.",
};

/** The plan, and what it means. */
export function planText(plan: ResetPlan): string {
  const { group, kind, partitions, members, unparked, edited } = plan;
  if (plan.resets.length === 0) return `${group} stands there already\n`;
  const again = sumOf(partitions.map((each) => each.again));
  const passed = sumOf(partitions.map((each) => each.passedOver));
  const isBack = partitions.some(({ from, to }) => to < from);
  const byTopic = partitions.some(({ channel }) => channel.includes("/"));
  const lines = [
    again === 0 && passed === 0 ? "None of its messages lies in between." : undefined,
    again === 0 ? undefined : `${countText(again)} messages are handled again. ${againText[kind]}`,
    passed === 0 ? undefined : `${countText(passed)} messages are passed over. ${passedText[kind]}`,
    unparked === 0
      ? undefined
      : `${unparked} parked messages are let go: they come again from the log.`,
    edited === 0
      ? undefined
      : `${edited} messages that a person has edited come again as the log has them.`,
    isBack && byTopic
      ? "They come by topics: where the retention has taken some of them the group waits and says so (kafka-trimmed, redis-trimmed); docs/BUSES.md says how a topic is filled again."
      : undefined,
    members.length === 0
      ? undefined
      : `${members.length} member(s) are active (${members.join(", ")}): stop the processes of the service before it is carried out.`,
  ];
  return `${textTable(columns, partitions)}\n${lines.filter(Boolean).join("\n")}\n`;
}

function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.includes(null) ? null : counts.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}
