import { Unusable } from "../failure.ts";

/**
 * What begins the names of all topics, or streams: installations that share a broker need different ones.
 * @throws {Terminal} `config-invalid`
 */
export function topicPrefix(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const text = environment["WAYBILL_TOPIC_PREFIX"];
  if (text === undefined || text === "") return undefined;
  if (/^[A-Za-z0-9._-]{1,60}$/.test(text)) return text;
  throw new Unusable(
    "config-invalid",
    `WAYBILL_TOPIC_PREFIX is "${text}"; allowed are letters, digits, dots, underscores and hyphens, 60 at most`,
  );
}
