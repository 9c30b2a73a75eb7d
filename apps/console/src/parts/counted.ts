/**
 * A count with its word: 1 order, 2 orders, 1,000 orders.
 * @param one the word of a single one, with what else has to agree with it ("letter is")
 * @param many the same of any other number
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
