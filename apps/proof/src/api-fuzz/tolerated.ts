import type { Call, Complaint } from "./calls.ts";

interface Tolerance {
  /** Shown with the number of complaints it covers. */
  readonly reason: string;
  readonly covers: (call: Call, complaint: Complaint) => boolean;
}

/** Complaints that are no fault of the API, each as narrow as it can be said. */
const tolerances: readonly Tolerance[] = [
  {
    // A cursor is opaque: which ones this list gave out, no schema can say.
    reason: "a made-up cursor is refused",
    covers: ({ answer }, { check }) =>
      check === "positive_data_acceptance" && answer.includes('"code":"invalid-cursor"'),
  },
  {
    // PostgreSQL stores no NUL. That holds for every text of the API, so it is said once, with the
    // status 400, and not in the schema of each.
    reason: "NUL in a text is refused",
    covers: ({ answer }, { check }) =>
      check === "positive_data_acceptance" &&
      answer.includes('"code":"invalid-text"') &&
      answer.includes("NUL"),
  },
  {
    // The same: only a body that may have any fields can have this one.
    reason: "a field named __proto__ is refused",
    covers: ({ answer }, { check }) =>
      check === "positive_data_acceptance" && answer.includes('"code":"forbidden-key"'),
  },
  {
    // The coverage phase makes headers of letters and digits only, also where the document asks for
    // quotes, and takes them to fit (schemathesis 4.32: HEADER_ALLOWED_CHARS).
    reason: "an If-Match without quotes is refused",
    covers: ({ answer, request }, { check }) =>
      check === "positive_data_acceptance" &&
      answer.includes('"code":"malformed-if-match"') &&
      /^if-match: [A-Za-z0-9]*$/m.test(request),
  },
  {
    // Schemathesis infers that a movement of stock names an order. Where it names none (`"orderId": null`) it asks
    // for the order "None" (4.32), which the pattern in the document excludes.
    reason: "the id of a thing that is not there is refused",
    covers: ({ answer, path }, { check }) =>
      check === "positive_data_acceptance" &&
      answer.includes('"code":"malformed-id"') &&
      /\/None(?:\/|$)/.test(path),
  },
  {
    // GET of these paths is there: it shows the stock of a SKU of that name.
    reason: "a SKU may be named as an operation is",
    covers: ({ operation }, { check }) =>
      check === "allow_header_conformance" &&
      /^POST \/v1\/stock\/(receipts|adjustments|counts)$/.test(operation),
  },
  {
    // GET of these paths is there: it is that of one thing, and the id does not fit.
    reason: "an operation beside the things of a list has the path of one of them",
    covers: ({ operation, answer }, { check }) =>
      /^POST \/v1\/ops\/dead-letters\/(drops|replays\/dry-run)$/.test(operation) &&
      (check === "allow_header_conformance" ||
        (check === "unsupported_method" && answer.includes('"code":"malformed-id"'))),
  },
  {
    // Any request can be too large for the parser, whatever the operation: so no operation says so.
    reason: "a URL or headers of more than 16 KiB are refused",
    covers: ({ answer }, { check }) =>
      check === "status_code_conformance" && answer.includes('"code":"headers-too-large"'),
  },
  {
    // DELETE cancels an order: it stays, and shows that it is cancelled.
    reason: "a cancelled order is still there",
    covers: ({ operation }, { check }) =>
      check === "use_after_free" && operation.startsWith("GET /v1/orders/{id}"),
  },
];

/** Why a complaint is passed over; undefined when it is not. */
export function toleranceFor(call: Call, complaint: Complaint): string | undefined {
  return tolerances.find(({ covers }) => covers(call, complaint))?.reason;
}
