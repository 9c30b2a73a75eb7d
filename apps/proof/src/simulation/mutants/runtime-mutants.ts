import { ResendRequested } from "@waybill/contracts";
import { StoreUnavailable, commitOf, type Recorded, type Store } from "@waybill/kit";
import type { NotificationCommand, NotificationState } from "@waybill/notifications";
import type { Mutant } from "./mutants.ts";
import { committing, deciding, forgetting, onceIn, passingOver, storeWith } from "./seams.ts";

/** Bugs of the runtime, its store and its bus. */
export const runtimeMutants: readonly Mutant[] = [
  {
    name: "acknowledges-before-the-commit",
    bug: "an order is answered before it is durable, and now and then never is",
    caughtBy: "L",
    make: () => {
      const forgets = onceIn(40);
      return committing("orders", (commit, proceed) => {
        const placed = commit.events.some(({ type }) => type === "OrderPlaced");
        return placed && commit.positions.length === 0 && forgets()
          ? Promise.resolve(1_000_000)
          : proceed(commit);
      });
    },
  },
  {
    name: "no-deduplication-of-requests",
    bug: "answers are not kept under their Idempotency-Key, nor references claimed",
    caughtBy: "L",
    make: () =>
      committing("orders", (commit, proceed) => proceed({ ...commit, answers: [], claims: [] })),
  },
  {
    name: "position-apart-from-effects",
    bug: "the position is committed on its own, before the effects, which now and then are not",
    caughtBy: "P",
    make: () => {
      const dies = onceIn(40);
      return committing("inventory", async (commit, proceed) => {
        const { positions, now } = commit;
        await proceed(commitOf({ positions, now }));
        return dies() ? 1_000_000 : proceed({ ...commit, positions: [] });
      });
    },
  },
  {
    name: "reader-passes-over-a-late-commit",
    bug: "the checkout reads by position alone and passes over what becomes visible late",
    caughtBy: "L",
    make: () => passingOver("checkout", 300),
  },
  {
    name: "lease-is-not-checked",
    bug: "whoever had a partition before may still write under it",
    caughtBy: "P",
    make: () => ({
      disk: ({ leases }) => {
        Object.assign(leases, { check: () => undefined });
      },
    }),
  },
  {
    name: "parked-keys-are-forgotten",
    bug: "after an answer that was lost messages overtake a parked one of their key",
    caughtBy: "P",
    make: () => ({
      store: (store) =>
        storeWith(store, {
          commit: forgetful(store),
          parkedKeys: async (...given) => {
            const keys = await store.parkedKeys(...given);
            return new Map([...keys].map(([key, count]) => [`not ${key}`, count]));
          },
        }),
    }),
  },
  {
    name: "dead-letter-vanishes",
    bug: "a message whose handling failed for good is not kept",
    caughtBy: "L",
    make: () =>
      committing(undefined, (commit, proceed) =>
        proceed({ ...commit, parks: commit.parks.filter(({ status }) => status !== "dead") }),
      ),
  },
  {
    name: "edit-is-forgotten",
    bug: "a dead letter that was edited is handled as it was parked",
    caughtBy: "P",
    make: () => {
      const parked = new Map<string, Recorded>();
      const nameOf = (consumer: string, { source, position }: Recorded): string =>
        `${consumer} ${source}/${position}`;
      return {
        store: (store) =>
          storeWith(store, {
            commit: (commit) => {
              for (const { consumer, message } of commit.parks)
                parked.set(nameOf(consumer, message), message);
              return store.commit(commit);
            },
            dueParked: async (wanted) => {
              const due = await store.dueParked(wanted);
              return due.map((each) => ({
                ...each,
                message: parked.get(nameOf(each.consumer, each.message)) ?? each.message,
              }));
            },
          }),
      };
    },
  },
  {
    name: "event-not-written",
    bug: "the last event of a batch is lost now and then",
    caughtBy: "O",
    make: () => {
      const loses = onceIn(60);
      return committing("orders", (commit, proceed) =>
        commit.events.length > 1 && loses()
          ? proceed({ ...commit, events: commit.events.slice(0, -1) })
          : proceed(commit),
      );
    },
  },
  {
    name: "view-row-not-written",
    bug: "the rows of a batch are lost now and then",
    caughtBy: "O",
    make: () => {
      const loses = onceIn(60);
      return committing("orders", (commit, proceed) =>
        commit.rows.length > 0 && loses() ? proceed({ ...commit, rows: [] }) : proceed(commit),
      );
    },
  },
  {
    name: "snapshot-of-another-state",
    bug: "a snapshot is written that does not follow from the events",
    caughtBy: "O",
    make: () => {
      const errs = onceIn(60);
      return committing("inventory", (commit, proceed) =>
        commit.snapshots.length > 0 && errs()
          ? proceed({
              ...commit,
              snapshots: commit.snapshots.map((each) => ({
                ...each,
                state: { ...(each.state as object), locations: [] },
              })),
            })
          : proceed(commit),
      );
    },
  },
  {
    name: "timer-not-set",
    bug: "the deadline of a checkout is not written down",
    caughtBy: "T",
    make: () => {
      const forgets = onceIn(20);
      return committing("checkout", (commit, proceed) =>
        proceed({ ...commit, timers: commit.timers.filter(() => !forgets()) }),
      );
    },
  },
  {
    name: "mail-sent-again",
    bug: "what has been sent is not looked at before sending",
    caughtBy: "N",
    make: () => {
      const again = onceIn(50);
      return deciding<NotificationState, NotificationCommand>(
        "notification",
        ({ command, state, context, decide }) => {
          const events = decide(command, state, context);
          return again() ? [...events, ...events] : events;
        },
      );
    },
  },
  {
    name: "mail-not-sent",
    bug: "a notification that is due is not sent now and then",
    caughtBy: "N",
    make: () => {
      const forgets = onceIn(50);
      return deciding<NotificationState, NotificationCommand>(
        "notification",
        ({ command, state, context, decide }) =>
          command.type !== "notePlaced" && forgets() ? [] : decide(command, state, context),
      );
    },
  },
  {
    name: "resend-asked-for-and-forgotten",
    bug: "a mail that was asked for once more is answered and never sent",
    caughtBy: "P",
    make: () => forgetting("notifications", ResendRequested),
  },
];

/** Makes a service look up what is parked, often: after an answer that was lost. */
function forgetful(store: Store): Store["commit"] {
  const isLost = onceIn(20);
  return async (commit) => {
    const first = await store.commit(commit);
    if (isLost()) throw new StoreUnavailable("the answer was lost");
    return first;
  };
}
