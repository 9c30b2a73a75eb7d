import type { Config } from "../config.ts";
import { Unusable } from "../failure.ts";

/** Services that call others, or are called back from outside, by way of the gateway. */
const callers: ReadonlySet<string> = new Set(["orders", "payments", "fulfilment"]);

/** @throws {Terminal} `config-invalid` when the service needs the gateway and nobody says where it is */
export function requireGateway({ gatewayUrl }: Config, service: string): void {
  if (!callers.has(service) || gatewayUrl !== undefined) return;
  throw new Unusable(
    "config-invalid",
    `WAYBILL_GATEWAY is not set; ${service} needs the address of the gateway, such as http://127.0.0.1:4000`,
  );
}

/** @throws {Terminal} `config-invalid` when the gateway is not told where a service is */
export function requireServices({ serviceUrls }: Config, services: readonly string[]): void {
  const missing = services.filter((service) => !serviceUrls.has(service));
  if (missing.length === 0) return;
  throw new Unusable(
    "config-invalid",
    `WAYBILL_SERVICES has no address of ${missing.join(", ")}; write service=http://host:port for each, joined by semicolons`,
  );
}
