/** The `code` that stands alone in the first cell of each row of a Markdown document's tables. */
export function tableKeys(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^\|\s*`([^`|]+)`\s*\|/gm)].flatMap((row) => row[1] ?? []);
}

/** One problem for each name that is on one side only, or twice in the document. */
export function compareKeys(sides: {
  readonly document: string;
  readonly written: readonly string[];
  readonly source: string;
  readonly actual: readonly string[];
}): readonly string[] {
  const { document, written, source, actual } = sides;
  const twice = written.filter((key, index) => written.indexOf(key) !== index);
  return [
    ...actual
      .filter((key) => !written.includes(key))
      .map((key) => `${document}: no row for "${key}", which is in ${source}`),
    ...written
      .filter((key) => !actual.includes(key))
      .map((key) => `${document}: has a row for "${key}", which is not in ${source}`),
    ...twice.map((key) => `${document}: two rows for "${key}"`),
  ];
}
