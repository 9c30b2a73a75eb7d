/** Those of `npm run brokers:start`, where nothing else is said: a supervisor is for one machine. */
export function localBrokers(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return {
    WAYBILL_KAFKA_BROKERS:
      environment["WAYBILL_KAFKA_BROKERS"] ?? "127.0.0.1:19092,127.0.0.1:19093,127.0.0.1:19094",
    WAYBILL_REDIS_URL: environment["WAYBILL_REDIS_URL"] ?? "redis://127.0.0.1:16379",
  };
}
