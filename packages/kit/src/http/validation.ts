import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { type FieldError, HttpError } from "./problem.ts";

type Part = FieldError["in"];

const CODES: Readonly<Record<string, string>> = {
  type: "wrong-type",
  required: "required",
  additionalProperties: "unknown-field",
  minimum: "too-small",
  exclusiveMinimum: "too-small",
  maximum: "too-large",
  exclusiveMaximum: "too-large",
  multipleOf: "wrong-multiple",
  minLength: "too-short",
  maxLength: "too-long",
  minItems: "too-few-items",
  maxItems: "too-many-items",
  uniqueItems: "duplicate-items",
  pattern: "wrong-format",
  format: "wrong-format",
  enum: "wrong-value",
  const: "wrong-value",
  anyOf: "wrong-value",
  oneOf: "wrong-value",
};

/**
 * A compiled check of one part of a request. Throws HttpError 400 with every place that is wrong
 * (at most 8, the library's limit): `validation-failed`, or `malformed-id` for the path.
 */
export type Check = (value: unknown) => void;

/** Compiles a schema, some milliseconds each; done once when the host is made. */
export function compileCheck(schema: TSchema, part: Part): Check {
  const validator = Compile(schema);
  return (value) => {
    if (!validator.Check(value)) throw invalid(validator, value, part);
  };
}

/** The refusal for a part that is wrong as a whole: a body where none is taken, or the other way round. */
export function validationFailed(errors: readonly FieldError[], part: Part): HttpError {
  const first = errors[0];
  const place = first === undefined || first.pointer === "" ? `the ${part}` : first.pointer;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  return new HttpError(
    part === "path" ? "malformed-id" : "validation-failed",
    `The ${part} does not fit: ${place} ${first?.message ?? "is wrong"}${more}.`,
    { status: 400, errors },
  );
}

function invalid(validator: Validator, value: unknown, part: Part): HttpError {
  const found = validator.Errors(value);
  const errors = found
    .filter((error) => !isRepeatedBy(error, found))
    .flatMap((error) => fieldErrors(error, value, part));
  return validationFailed(errors, part);
}

/** The library reports an unknown field twice, and each branch of a union besides the union itself. */
function isRepeatedBy(
  error: TLocalizedValidationError,
  all: readonly TLocalizedValidationError[],
): boolean {
  if (error.keyword === "boolean") return error.schemaPath.endsWith("/additionalProperties");
  return all.some(
    (other) =>
      (other.keyword === "anyOf" || other.keyword === "oneOf") &&
      other.instancePath === error.instancePath &&
      error.schemaPath.startsWith(`${other.schemaPath}/${other.keyword}/`),
  );
}

function fieldErrors(error: TLocalizedValidationError, value: unknown, part: Part): FieldError[] {
  const code = CODES[error.keyword] ?? error.keyword;
  const at = (name: string): string =>
    `${error.instancePath}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  switch (error.keyword) {
    case "required":
      return error.params.requiredProperties.map((name) => ({
        in: part,
        pointer: at(name),
        code,
        message: "is required",
      }));
    case "additionalProperties":
      return error.params.additionalProperties.map((name) => ({
        in: part,
        pointer: at(name),
        code,
        message: "is not a known field: remove it",
      }));
    default: {
      const got = shown(valueAt(value, error.instancePath), error);
      const message = `${wanted(error)}${got === undefined ? "" : `, not ${got}`}`;
      return [{ in: part, pointer: error.instancePath, code, message }];
    }
  }
}

function wanted(error: TLocalizedValidationError): string {
  if (error.keyword === "enum") return `must be one of ${error.params.allowedValues.join(", ")}`;
  if (error.keyword === "const") return `must be ${JSON.stringify(error.params.allowedValue)}`;
  if (error.keyword === "anyOf") return "must be one of the values the document lists";
  return error.message;
}

/** Numbers and the like are told back; strings are not, they may be personal data and end in a log. */
function shown(value: unknown, { keyword }: TLocalizedValidationError): string | undefined {
  if (keyword === "minItems" || keyword === "maxItems")
    return Array.isArray(value) ? String(value.length) : undefined;
  if (typeof value === "number" || typeof value === "boolean" || value === null) {
    return String(value);
  }
  if (typeof value === "object") return Array.isArray(value) ? "an array" : "an object";
  return typeof value === "string" ? undefined : "absent";
}

function valueAt(value: unknown, pointer: string): unknown {
  let current = value;
  for (const part of pointer.split("/").slice(1)) {
    if (typeof current !== "object" || current === null) return undefined;
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}
