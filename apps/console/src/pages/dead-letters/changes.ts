export interface ChangedValue {
  /** JSON Pointer of the value. */
  readonly pointer: string;
  /** As JSON; undefined: it is not there. */
  readonly was: string | undefined;
  readonly is: string | undefined;
}

/** Where two documents differ, as deep as both have the same members. */
export function changesOf(before: unknown, after: unknown, pointer = ""): readonly ChangedValue[] {
  if (isMembers(before) && isMembers(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      changesOf(before[name], after[name], `${pointer}/${escaped(name)}`),
    );
  }
  const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
  return was === is ? [] : [{ pointer: pointer === "" ? "/" : pointer, was, is }];
}

/** Objects, and lists as objects whose members are called by their places. */
function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
