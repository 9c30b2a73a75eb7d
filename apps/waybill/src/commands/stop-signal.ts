/** The end by Ctrl-C or SIGTERM, for those who wait for it and for those who have to be told. */
export function stopSignal(): {
  readonly signal: AbortSignal;
  readonly received: Promise<NodeJS.Signals>;
} {
  const stop = new AbortController();
  const { promise: received, resolve } = Promise.withResolvers<NodeJS.Signals>();
  const end = (signal: NodeJS.Signals): void => {
    resolve(signal);
    stop.abort();
  };
  // A second signal of the same kind may be npm's copy of the first; it does not mean to hurry.
  process.on("SIGINT", end).on("SIGTERM", end);
  return { signal: stop.signal, received };
}
