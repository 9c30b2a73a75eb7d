import { useSyncExternalStore } from "react";
import type { Schemas } from "../api/client.ts";

/** Its cookie is out of reach of scripts; `csrfToken` goes along with every change. */
export type Session = Readonly<Schemas["Session"]>;

/** Undefined until the server was asked, null when nobody is signed in. */
type Known = Session | null | undefined;

let known: Known;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const sessionStore = {
  get: (): Known => known,
  set(session: Session | null): void {
    if (known === session) return;
    known = session;
    for (const listener of listeners) listener();
  },
};

/** Who is signed in; changes by itself when any call is answered with 401. */
export function useSession(): Known {
  return useSyncExternalStore(subscribe, sessionStore.get);
}
