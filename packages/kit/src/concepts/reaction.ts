import type { Contract, DataOf, Recorded } from "./contract.ts";
import type { Command, Decider } from "./decider.ts";

/** "When that event arrives, give this decider that command." */
export interface Reaction {
  readonly on: Contract;
  readonly to: Decider;
  command(message: Recorded): Command | undefined;
}

/**
 * Declares a reaction. `command` is pure; `undefined` means that this event asks for nothing.
 * Its effect and the consumer's position commit together, so it takes effect once.
 */
export function reaction<C extends Contract, State, Cmd extends Command>(
  contract: C,
  to: Decider<State, Cmd>,
  command: (data: DataOf<C>, message: Recorded<DataOf<C>>) => Cmd | undefined,
): Reaction {
  return {
    on: contract,
    to,
    command: (message) => {
      const typed = message as Recorded<DataOf<C>>;
      return command(typed.data, typed);
    },
  };
}
