const usualAtOnce = 16;

/** Does it for each item, some at a time. */
export async function eachOf<T>(
  items: readonly T[],
  action: (item: T) => Promise<void>,
  atOnce = usualAtOnce,
): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await action(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
