import { LocationDefined } from "@waybill/contracts";
import { WaybillError, decider, happened, on, streamOf } from "@waybill/kit/pure";

export interface Location {
  readonly code: string;
  readonly name: string;
  /** Reservations take from the lowest first. */
  readonly priority: number;
}

export interface LocationsState {
  /** In the order in which reservations take from them: by priority, then by code. */
  readonly list: readonly Location[];
}

export interface DefineLocation extends Location {
  readonly type: "define";
}

const maxLocations = 200;

export function locationsStream(tenant: string): string {
  return streamOf("locations", tenant);
}

/**
 * All locations of a tenant in one stream: every reservation needs their order, and so reads one
 * small state that is in memory anyway. It is read only, so reservations do not wait for each other.
 */
export const locations = decider<LocationsState, DefineLocation>({
  category: "locations",
  initial: () => ({ list: [] }),
  key: (_command, tenant) => tenant,
  decide: {
    define({ code, name, priority }, { list }) {
      const known = list.find((each) => each.code === code);
      if (known?.name === name && known.priority === priority) return [];
      if (known === undefined && list.length >= maxLocations) {
        throw new WaybillError(
          "too-many-locations",
          `there are ${list.length} locations, which is the limit; use one of them instead of ${code}`,
          { status: 409 },
        );
      }
      return [happened(LocationDefined, { code, name, priority })];
    },
  },
  evolve: [
    on(LocationDefined, ({ list }, { code, name, priority }) => ({
      list: [...list.filter((each) => each.code !== code), { code, name, priority }].toSorted(
        inOrder,
      ),
    })),
  ],
});

function inOrder(a: Location, b: Location): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  return a.code < b.code ? -1 : 1;
}
