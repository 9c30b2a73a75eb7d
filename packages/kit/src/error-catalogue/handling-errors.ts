import type { ErrorArea } from "./error-entry.ts";

export const handlingErrors: ErrorArea = {
  title: "Handling messages",
  about:
    "Why a message was parked; also on dead letters and in `waybill_message_failures_total`. Those with a status can reach a client too.",
  entries: {
    "activity-timeout": {
      retryable: true,
      meaning:
        "The outside world gave no answer in time. What became of the call is found out with the same key.",
      fix: "Nothing while it is tried again; look at the provider when it lasts.",
    },
    "carrier-timeout": {
      retryable: true,
      meaning: "The carrier's answer came too late.",
      fix: "As above.",
    },
    "carrier-unavailable": {
      retryable: true,
      meaning: "The carrier is down.",
      fix: "Nothing while it is tried again.",
    },
    "catalog-down": {
      retryable: true,
      meaning: "The catalogue gives orders no answer; known prices are used meanwhile.",
      fix: "See the catalogue's health and log.",
    },
    "catalog-refused": {
      meaning: "The catalogue refuses the orders service.",
      fix: "Check the address and the internal key in the message.",
    },
    fenced: {
      status: 503,
      retryable: true,
      meaning: "The lease moved to another process, which goes on with the work.",
      fix: "Nothing; send a request again.",
    },
    "not-published": {
      retryable: true,
      meaning:
        "The broker did not take events of a log; they wait in it, in order, and are published later.",
      fix: "See to the broker that the message names; orders are accepted meanwhile.",
    },
    "published-lost": {
      retryable: true,
      meaning:
        "The broker has lost events that it had acknowledged; they are published again from the log.",
      fix: "Nothing; see how safely the broker stores what it takes when it comes often.",
    },
    "mail-refused": {
      meaning: "The mail server refuses this mail for good.",
      fix: "See its reply; mend the address and replay, or drop it.",
    },
    "mail-server-unavailable": {
      retryable: true,
      meaning: "The mail server does not take mail.",
      fix: "Check WAYBILL_SMTP_URL and the server.",
    },
    "message-malformed": {
      status: 422,
      meaning:
        "A message is not what its contract says, or no event at all. Nothing of it was carried out.",
      fix: "Find out who writes into that log; drop it. A replay changes nothing.",
    },
    "other-tenant": {
      status: 404,
      meaning: "A message or command of one tenant names something of another.",
      fix: "Find out who sent it; drop it.",
    },
    "provider-key-conflict": {
      meaning: "The payment provider saw the idempotency key with another operation.",
      fix: "A defect: compare the payment's events with the provider's ledger, then replay.",
    },
    "provider-unavailable": {
      retryable: true,
      meaning: "The payment provider is down, or gave no clear answer.",
      fix: "Nothing while it is tried again.",
    },
    "reversal-refused": {
      meaning: "The provider refuses to void or refund.",
      fix: "Settle it with the provider, then replay.",
    },
    "shipment-recalled": {
      retryable: true,
      meaning: "The carrier took parcels of an order that was called off meanwhile.",
      fix: "Nothing; the next attempt cancels them.",
    },
    "stale-write": {
      status: 503,
      retryable: true,
      meaning: "Another process wrote first.",
      fix: "Nothing; it is decided again. Send a request again.",
    },
    stopping: {
      status: 503,
      retryable: true,
      meaning: "The service is shutting down.",
      fix: "Send it again in a moment.",
    },
    "store-refused": {
      status: 422,
      meaning: "PostgreSQL refuses the data that this leads to.",
      fix: "The log has its reason; mend the cause, then replay.",
    },
    "store-unavailable": {
      status: 503,
      retryable: true,
      meaning: "The database went away. After a commit it is not known what became of it.",
      fix: "Send the same request again with the same Idempotency-Key.",
    },
    unexpected: {
      retryable: true,
      meaning: "An error that nobody classified.",
      fix: "Look at the log under the correlation id; report it.",
    },
    "version-unknown": {
      status: 503,
      retryable: true,
      meaning: "An event was written by a release that this process cannot read.",
      fix: "Upgrade it, then replay. When no release of yours has that version: drop it.",
    },
    "webhook-not-acknowledged": {
      retryable: true,
      meaning: "A webhook was not answered with a 2xx.",
      fix: "Nothing; it is sent again.",
    },
  },
};
