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
