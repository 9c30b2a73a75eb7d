import type { ErrorArea } from "./error-entry.ts";

export const apiErrors: ErrorArea = {
  title: "Requests",
  about: "Refusals of the HTTP layer itself. Nothing has been written, unless it says so.",
  entries: {
    "service-away": {
      status: 503,
      retryable: true,
      meaning: "No process of the service that serves this call answers the gateway.",
      fix: "Send it again in a moment; `/health/ready` of the gateway says what is away.",
    },
    "answer-lost": {
      status: 502,
      meaning:
        "The process that served the call ended before it answered. What it had done by then holds.",
      fix: "Look whether it was done. With an Idempotency-Key the gateway sends it again by itself.",
    },
    "bad-request": {
      status: 400,
      meaning: "The request cannot be read.",
      fix: "Check the request line, the headers and the length of the body.",
    },
    "malformed-request": {
      status: 400,
      meaning: "The bytes are not an HTTP/1.1 request.",
      fix: "Speak HTTP/1.1, without TLS, on this port.",
    },
    "incomplete-body": {
      status: 400,
      meaning: "The body ended before its Content-Length.",
      fix: "Send the whole body, or the right length.",
    },
    "malformed-json": {
      status: 400,
      meaning: "The body is not JSON.",
      fix: "Send one JSON document; the message has the place.",
    },
    "invalid-text": {
      status: 400,
      meaning: "A text holds NUL, a lone surrogate or bytes that are not UTF-8.",
      fix: "Take that character out; `detail` says where it is.",
    },
    "forbidden-key": {
      status: 400,
      meaning: "The body has a key such as `__proto__`.",
      fix: "Take the key out.",
    },
    "too-deep": {
      status: 400,
      meaning: "The body nests too deep.",
      fix: "Flatten it.",
    },
    "validation-failed": {
      status: 400,
      meaning: "Body, query or header do not fit the schema.",
      fix: "See `errors[]`: each has a JSON pointer and what is allowed.",
    },
    "malformed-id": {
      status: 400,
      meaning: "An id in the path has the wrong form.",
      fix: "Use the id as the API gave it.",
    },
    "key-customer-mismatch": {
      status: 422,
      meaning: "A new key has the role customer and no customer, or another role and one.",
      fix: "Give `customer` for the role customer only.",
    },
    "key-is-own": {
      status: 409,
      meaning: "The key to be revoked is the one that the call is made with.",
      fix: "Use another key, or say `own=true` when that is meant.",
    },
    "invalid-cursor": {
      status: 400,
      meaning: "The cursor is not of this list, these filters or this tenant.",
      fix: "Start again without a cursor.",
    },
    "malformed-if-match": {
      status: 400,
      meaning: "If-Match or If-None-Match is not an ETag.",
      fix: "Send `*`, or the ETag as it came, with its quotes.",
    },
    "invalid-idempotency-key": {
      status: 400,
      meaning: "The Idempotency-Key is empty, too long or has odd characters.",
      fix: "Send 1 to 255 visible characters, such as a UUID.",
    },
    "idempotency-key-required": {
      status: 400,
      meaning: "This call is taken with an Idempotency-Key only.",
      fix: "Send one, such as a UUID.",
    },
    unauthorized: {
      status: 401,
      meaning: "The API key is missing, unknown or revoked.",
      fix: "Send `Authorization: Bearer wb_…` with a key that is active.",
    },
    "invalid-signature": {
      status: 401,
      meaning: "A webhook's signature is missing, wrong or too old.",
      fix: "Sign with the shared secret and the present time.",
    },
    forbidden: {
      status: 403,
      meaning: "The key's role may not do this.",
      fix: "Use a key with a higher role.",
    },
    "csrf-token-missing": {
      status: 403,
      meaning: "A change within a session came without the session's token.",
      fix: "Send X-CSRF-Token with the `csrfToken` of GET /v1/session, or use an API key.",
    },
    "not-found": {
      status: 404,
      meaning: "There is nothing at this path, or no key with this id.",
      fix: "See `/docs` for the paths; `waybill keys ls` for the keys.",
    },
    "consumer-not-found": {
      status: 404,
      meaning: "There is no consumer of this name.",
      fix: "Use one of those that `detail` names.",
    },
    "method-not-allowed": {
      status: 405,
      meaning: "The path is there, the method is not.",
      fix: "Use one of the methods in the header Allow.",
    },
    "request-timeout": {
      status: 408,
      retryable: true,
      meaning: "The request did not arrive in time.",
      fix: "Send it again, faster.",
    },
    "stale-version": {
      status: 412,
      meaning: "The resource has moved on since it was read.",
      fix: "Read it again and repeat the change on what is there now.",
    },
    "body-too-large": {
      status: 413,
      meaning: "The body is over the limit.",
      fix: "Send less at a time; `limitBytes` has the limit.",
    },
    "unsupported-media-type": {
      status: 415,
      meaning: "The Content-Type is not JSON.",
      fix: "Send `Content-Type: application/json`.",
    },
    "idempotency-key-reused": {
      status: 422,
      meaning: "The Idempotency-Key was used with another body.",
      fix: "Send a new key with a new request.",
    },
    "headers-too-large": {
      status: 431,
      meaning: "Headers and URL are larger than 16 KiB.",
      fix: "Send fewer or shorter ones.",
    },
    internal: {
      status: 500,
      meaning: "Something failed that nobody foresaw. The message stays in the log.",
      fix: "Report it with the correlation id.",
    },
    overloaded: {
      status: 503,
      retryable: true,
      meaning: "More waits than can be done in good time. The order was not taken.",
      fix: "Send it again after Retry-After, with the same Idempotency-Key.",
    },
    "shutting-down": {
      status: 503,
      retryable: true,
      meaning: "The server is stopping.",
      fix: "Send it again in a moment.",
    },
  },
};
