import type { LoggerOptions } from "pino";

/**
 * Names the process in those lines of its log that name no service themselves. As a binding of the logger it would
 * stand beside the service's name, and a line of JSON would have one key twice.
 */
export function ownName(service: string): Pick<LoggerOptions, "mixin"> {
  return {
    mixin: (fields, _level, logger) =>
      "service" in fields || "service" in logger.bindings() ? {} : { service },
  };
}
