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
      return new HttpError("incomplete-body", "The body ended before its Content-Length.", {
        status: 400,
      });
    default:
      return statusCode !== undefined && statusCode >= 400 && statusCode < 500
        ? new HttpError("bad-request", "The request cannot be read.", {
            status: statusCode,
            cause: error,
          })
        : error;
  }
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [number, string, string, string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    "Request Header Fields Too Large",
    "headers-too-large",
    "The headers or the URL are larger than 16 KiB: send less.",
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    "Request Timeout",
    "request-timeout",
    "The request did not arrive in time: send it faster.",
  ],
};

/** The whole answer, as text for a bare socket, to bytes that never became a request. */
export function clientErrorAnswer(errorCode: string | undefined): string {
  const [status, reason, code, detail] = CLIENT_ERRORS[errorCode ?? ""] ?? [
    400,
    "Bad Request",
    "malformed-request",
    "This is not an HTTP/1.1 request.",
  ];
  const body = JSON.stringify({
    type: `urn:waybill:problem:${code}`,
    title: reason,
    status,
    detail,
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
