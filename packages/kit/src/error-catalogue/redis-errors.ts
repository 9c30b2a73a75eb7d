import type { ErrorArea } from "./error-entry.ts";

export const redisErrors: ErrorArea = {
  title: "Redis",
  about: "What goes wrong between Waybill and its Redis. Orders are accepted nevertheless.",
  entries: {
    "redis-failed": {
      retryable: true,
      meaning: "Redis answered with an error that has no entry of its own.",
      fix: "The message has Redis's own words.",
    },
    "redis-full": {
      retryable: true,
      meaning: "Redis takes no writes: its memory or its disk is full.",
      fix: "Raise `maxmemory`, shorten the retention, or bring back the consumer that is furthest behind: nothing that it has not read is trimmed.",
    },
    "redis-key-taken": {
      meaning: "A key that Waybill wants for a stream holds something else.",
      fix: "Delete or rename the key that the message names, or give Waybill a database or a prefix of its own.",
    },
    "redis-login-refused": {
      retryable: true,
      meaning: "Redis refuses the user or the password, or the two sides do not agree on TLS.",
      fix: "Check WAYBILL_REDIS_URL and WAYBILL_REDIS_CA_FILE; the message has the address and the reason. The process tries again, and goes on when it is let in.",
    },
    "redis-not-authorized": {
      retryable: true,
      meaning: "The user may not use a command or a key.",
      fix: "Give the user that the message names the commands and keys of docs/BROKERS.md. What waits goes on by itself.",
    },
    "redis-trimmed": {
      meaning:
        "A stream was trimmed past the position of a consumer, so it has not got all that the consumer still has to read. The consumer waits.",
      fix: "Delete the stream while the service that writes it runs: within a second it is filled again from the log.",
    },
    "redis-unreachable": {
      retryable: true,
      meaning: "Redis does not answer.",
      fix: "Check WAYBILL_REDIS_URL, the network and the server; the message has the address.",
    },
  },
};
