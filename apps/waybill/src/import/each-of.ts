/**
 * Does the work for every item, `limit` of them at a time, reading the items only as fast as the
 * work goes. The first failure ends the reading; it is thrown when all work that had begun is over.
 *
 * So many workers that share one reader: waiting with `Promise.race` for any of several hundred
 * promises adds a reaction to each of them every time, which took more time than all the rest.
 */
export async function eachOf<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const reader = read(items);
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (failure === undefined) {
      try {
        const next = await reader.next();
        if (next.done === true) return;
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  await reader.return();
  if (failure !== undefined) throw failure.error;
}

/** An async generator queues those who ask at the same time, and so gives each item once. */
async function* read<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
): AsyncGenerator<Item, void, void> {
  yield* items;
}
