/** Members that authorise something; never shown, wherever in a message they are. */
const secrets: ReadonlySet<string> = new Set(["paymentToken", "token", "secret", "signature"]);

/** A message's data as people see it. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !secrets.has(name))
      .map(([name, member]) => [name, withoutSecrets(member)]),
  );
}

/**
 * Data that a person has edited as `withoutSecrets` showed it, with the secrets of the data that it comes
 * from, each where it was. Members of lists belong together by their place.
 */
export function withSecretsOf(original: unknown, edited: unknown): unknown {
  if (Array.isArray(edited)) {
    const before: readonly unknown[] = Array.isArray(original) ? original : [];
    return edited.map((each, index) => withSecretsOf(before[index], each));
  }
  if (!isMembers(edited)) return edited;
  const before = isMembers(original) ? original : {};
  const kept = Object.entries(before).filter(
    ([name]) => secrets.has(name) && !Object.hasOwn(edited, name),
  );
  return Object.fromEntries([
    ...Object.entries(edited).map(([name, value]) => [name, withSecretsOf(before[name], value)]),
    ...kept,
  ]);
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
