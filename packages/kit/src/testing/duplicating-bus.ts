import type { Bus, Feed } from "../ports/bus.ts";

/** Delivers everything at least twice: every few takes each feed goes back some way. */
export function duplicating(
  bus: Bus,
  { every, back }: { readonly every: number; readonly back: number },
): Bus {
  return {
    subscribe(request) {
      const feed = bus.subscribe(request);
      let takes = 0;
      let furthest = request.after;
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
            if (takes % every === 0 && taken.scannedTo > furthest) {
              furthest = taken.scannedTo;
              target.seek(Math.max(request.after, taken.scannedTo - back));
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
