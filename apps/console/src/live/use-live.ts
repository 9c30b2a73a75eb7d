import { useSyncExternalStore } from "react";
import type { Schemas } from "../api/client.ts";
import { liveStream } from "./live-stream.ts";

/** What the stream sends, by event name. */
interface LiveEvents {
  readonly overview: Schemas["Overview"];
}

interface Live<T> {
  /** The latest value; kept while the stream is away, undefined before the first. */
  readonly value: T | undefined;
  readonly connected: boolean;
}

/** The latest event of a name on the shared live stream. Opens it with the first use on the page. */
export function useLive<Name extends keyof LiveEvents>(name: Name): Live<LiveEvents[Name]> {
  liveStream.listenTo(name);
  const { connected, latest } = useSyncExternalStore(liveStream.subscribe, liveStream.get);
  return { connected, value: latest[name] as LiveEvents[Name] | undefined };
}
