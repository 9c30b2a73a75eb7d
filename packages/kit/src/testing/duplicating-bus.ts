import type { Bus, Feed, Places } from "../ports/bus.ts";

/** Delivers everything at least twice: every few takes each feed goes back some way. */
export function duplicating(
  bus: Bus,
  { every, back }: { readonly every: number; readonly back: number },
): Bus {
  return {
    channelOf: (event) => bus.channelOf(event),
    subscribe(request) {
      const feed = bus.subscribe(request);
      let takes = 0;
      let furthest = sum(request.after);
      return new Proxy(feed, {
        get(target, name) {
          if (name !== "take") {
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === "function" ? value.bind(target) : value;
          }
          return (max: number): ReturnType<Feed["take"]> => {
            const taken = target.take(max);
            takes += 1;
            // Only from new ground, or it would never get ahead.
            const places = placesOf(request.after, taken.scannedTo);
            if (takes % every === 0 && sum(places) > furthest) {
              furthest = sum(places);
              target.seek(placesOf(request.after, (each) => taken.scannedTo(each) - back));
            }
            return taken;
          };
        },
      });
    },
    committed: (source, events) => bus.committed(source, events),
    close: () => bus.close(),
  };
}

/** The places of the same partitions, none before `first`. */
function placesOf(first: Places, place: (partition: number) => number): Places {
  return new Map(
    [...first].map(([partition, position]) => [partition, Math.max(position, place(partition))]),
  );
}

function sum(places: Places): number {
  return places.values().reduce((total, position) => total + position, 0);
}
