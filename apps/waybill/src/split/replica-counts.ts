import { Unusable } from "../failure.ts";

const most = 16;

/**
 * Reads `orders=2,inventory=3`; a service that is not named has one.
 * @throws {Terminal} `config-invalid`
 */
export function readReplicas(
  text: string,
  services: readonly string[],
): ReadonlyMap<string, number> {
  const counts = new Map(services.map((service) => [service, 1]));
  for (const part of text.split(",").filter((each) => each.trim() !== "")) {
    const [, service = "", count = ""] = /^\s*([a-z-]+)\s*=\s*(\d{1,3})\s*$/.exec(part) ?? [];
    const number = Number(count);
    if (!counts.has(service) || number < 1 || number > most) {
      throw new Unusable(
        "config-invalid",
        `--replicas has "${part.trim()}"; write service=number, number from 1 to ${most}, service one of ${services.join(", ")}`,
      );
    }
    counts.set(service, number);
  }
  return counts;
}
