import { STATUS_CODES } from "node:http";
import { HttpError } from "./problem.ts";
import { unsupported } from "./body-parsers.ts";

/** What Fastify and Node report in their own words, in ours. Anything else passes through unchanged. */
export function translateFrameworkError(error: unknown, bodyLimitBytes: number): unknown {
  if (!(error instanceof Error) || error instanceof HttpError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new HttpError(
        "body-too-large",
        `The body is larger than ${bodyLimitBytes} bytes: send less at a time.`,
        { status: 413, details: { limitBytes: bodyLimitBytes } },
      );
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
    case "FST_ERR_CTP_INVALID_TYPE":
      return unsupported("The Content-Type cannot be read: send application/json.");
    case "FST_ERR_BAD_URL":
      return new HttpError(
        "invalid-text",
        "The path has a percent escape that is not UTF-8: encode it again.",
        { status: 400 },
      );
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
    case "ECONNRESET":
      return new HttpError(
        "incomplete-body",
        "The body ended before its Content-Length: send all of it.",
        {
          status: 400,
        },
      );
    default:
      return statusCode !== undefined && statusCode >= 400 && statusCode < 500
        ? new HttpError(
            "bad-request",
            "The request cannot be read: check its headers and the length of its body.",
            {
              status: statusCode,
              cause: error,
            },
          )
        : error;
  }
}

const MALFORMED = new HttpError("malformed-request", "This is not an HTTP/1.1 request.", {
  status: 400,
});

const CLIENT_ERRORS: Readonly<Record<string, HttpError>> = {
  HPE_HEADER_OVERFLOW: new HttpError(
    "headers-too-large",
    "The headers or the URL are larger than 16 KiB: send less.",
    { status: 431 },
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new HttpError(
    "request-timeout",
    "The request did not arrive in time: send it faster.",
    { status: 408 },
  ),
};

/** The whole answer, as text for a bare socket, to bytes that never became a request. */
export function clientErrorAnswer(errorCode: string | undefined): string {
  const { status, code, message } = CLIENT_ERRORS[errorCode ?? ""] ?? MALFORMED;
  const reason = STATUS_CODES[status] ?? "Bad Request";
  const body = JSON.stringify({
    type: `urn:waybill:problem:${code}`,
    title: reason,
    status,
    detail: message,
    code,
  });
  return [
    `HTTP/1.1 ${status} ${reason}`,
    "Content-Type: application/problem+json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}
