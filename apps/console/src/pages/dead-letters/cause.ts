import type { Schemas } from "../../api/client.ts";

export type Group = Schemas["DeadLetterGroup"];
export type Cause = Pick<Group, "service" | "consumer" | "code" | "type">;

const members = ["service", "consumer", "code", "type"] as const;

/** Where the letters of a group are. */
export function addressOfCause(cause: Cause): string {
  const query = new URLSearchParams(members.map((member) => [member, cause[member]]));
  return `/dead-letters?${query.toString()}`;
}

/** The group that an address names; undefined when it names none. */
export function causeOf(parameters: URLSearchParams): Cause | undefined {
  const [service, consumer, code, type] = members.map(
    (member) => parameters.get(member) ?? undefined,
  );
  if (service === undefined || consumer === undefined) return undefined;
  if (code === undefined || type === undefined) return undefined;
  return { service, consumer, code, type };
}
