import type { ReservationState, StockState } from "@waybill/inventory";
import type { Command, DecideContext, ProcessCommand } from "@waybill/kit";
import type { Mutant } from "./mutants.ts";
import { deciding, onceIn } from "./seams.ts";

interface Line {
  readonly sku: string;
  readonly quantity: number;
}
type Reserve = Command & { readonly lines?: readonly Line[] };

/** Stock as somebody sees it who does not look: there is always enough. */
function plenty(context: DecideContext): DecideContext {
  return {
    ...context,
    now: context.now,
    tenant: context.tenant,
    id: (prefix) => context.id(prefix),
    other: <State>(stream: string) => {
      const state = context.other<State>(stream);
      if (!stream.startsWith("stock-")) return state;
      const stock = state as StockState;
      const locations = stock.locations.map((each) => ({ ...each, available: 1_000_000 }));
      return { ...stock, locations } as State;
    },
  };
}

/** The payment as a checkout took it that did not ask whether the order can still change. */
function takenForConfirmed(command: ProcessCommand): ProcessCommand {
  if (command.type !== "reply" || command.message.type !== "PaymentAuthorized") return command;
  return { ...command, message: { ...command.message, type: "OrderConfirmed" } };
}

/** Bugs where goods move. */
export const stockMutants: readonly Mutant[] = [
  {
    name: "lines-of-a-sku-not-summed",
    bug: "of two lines of one SKU the second is what is reserved",
    caughtBy: "S",
    make: () =>
      deciding<ReservationState, Reserve>("reservation", ({ command, state, context, decide }) => {
        const lines = command.lines;
        if (lines === undefined) return decide(command, state, context);
        const last = new Map(lines.map((line) => [line.sku, line]));
        return decide({ ...command, lines: [...last.values()] }, state, context);
      }),
  },
  {
    name: "release-applied-twice",
    bug: "what a repeated release finds released is released again",
    caughtBy: "S",
    make: () => {
      const errs = onceIn(10);
      return deciding<ReservationState>("reservation", ({ command, state, context, decide }) => {
        const events = decide(command, state, context);
        const releases = command.type === "release" && state.status === "reserved";
        return releases && errs() ? [...events, ...events] : events;
      });
    },
  },
  {
    name: "stock-not-looked-at",
    bug: "units are promised without looking whether they are there",
    caughtBy: "S",
    make: () =>
      deciding<ReservationState>("reservation", ({ command, state, context, decide }) =>
        decide(command, state, command.type === "reserve" ? plenty(context) : context),
      ),
  },
  {
    name: "release-reported-and-not-made",
    bug: "the compensation of a reservation is answered and gives nothing back",
    caughtBy: "S",
    make: () =>
      deciding<ReservationState>("reservation", ({ command, state, context, decide }) =>
        decide(
          command,
          command.type === "release" ? { ...state, status: "failed", allocations: [] } : state,
          context,
        ),
      ),
  },
  {
    name: "shipment-not-called-back",
    bug: "a shipment counts as called back though the carrier was never told",
    caughtBy: "S",
    make: () => ({
      carrier: (carrier) => ({
        ...carrier,
        cancelConsignment: () => Promise.resolve({ cancelled: [], returned: [] }),
      }),
    }),
  },
  {
    name: "ships-once-it-is-paid",
    bug: "a parcel is sent while the address of its order may still be changed",
    caughtBy: "O",
    make: () =>
      deciding<unknown, ProcessCommand>("checkout", ({ command, state, context, decide }) =>
        decide(takenForConfirmed(command), state, context),
      ),
  },
];
