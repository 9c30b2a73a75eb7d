import { checkIds } from "@waybill/checker";
import Type, { type Static, type TSchema } from "typebox";

const text = Type.String();
const time = Type.String({ format: "date-time" });
const count = Type.Integer({ minimum: 0 });
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const checkFields = {
  id: Type.Enum([...checkIds]),
  ok: Type.Boolean(),
  checked: Type.Integer({ description: "How many things were looked at.", minimum: 0 }),
  total: Type.Integer({ description: "Violations, those of other tenants included.", minimum: 0 }),
};

const fields = {
  id: text,
  state: Type.Enum(["running", "passed", "broken", "failed", "interrupted"], {
    description:
      "`broken`: an invariant does not hold. `failed`: it could not be checked. `interrupted`: the server ended meanwhile.",
  }),
  startedAt: time,
  endedAt: nullable(time),
  startedBy: nullable(
    Type.String({ description: "Name of the key; null when it is another tenant's." }),
  ),
  progress: nullable(
    Type.Object({
      step: Type.Enum(["streams", "orders", "views", "positions", "second-look"]),
      service: nullable(text),
      events: Type.Integer({ description: "Gone through.", minimum: 0 }),
      total: count,
    }),
  ),
  failure: nullable(Type.String({ description: "Why it failed, in words." })),
  report: nullable(
    Type.Object(
      {
        events: count,
        orders: count,
        seconds: Type.Number({ minimum: 0 }),
        running: Type.Boolean({ description: "Whether orders could flow meanwhile." }),
        open: Type.Integer({ description: "Orders on their way.", minimum: 0 }),
        held: Type.Integer({
          description: "Of those, how many wait for a retry or a person.",
          minimum: 0,
        }),
        behind: Type.Integer({ description: "Messages not yet looked at.", minimum: 0 }),
        lookedAgain: Type.Integer({ description: "Orders looked at twice.", minimum: 0 }),
      },
      { description: "Of all tenants together." },
    ),
  ),
};

export const Verification = Type.Object(
  { ...fields, checks: Type.Array(Type.Object(checkFields)) },
  { title: "Verification" },
);
export type Verification = Static<typeof Verification>;

const Violation = Type.Object(
  {
    problem: Type.String({ description: "Stable, such as `captured-twice`." }),
    message: text,
    order: nullable(text),
    service: nullable(text),
    stream: nullable(text),
    sku: nullable(text),
    location: nullable(text),
    consumer: nullable(text),
  },
  { title: "Violation" },
);
export type Violation = Static<typeof Violation>;

export const VerificationDetail = Type.Object(
  {
    ...fields,
    checks: Type.Array(
      Type.Object({
        ...checkFields,
        violations: Type.Array(Violation, {
          description: "Those of the key's tenant, and those that concern nobody's data.",
        }),
        notShown: Type.Integer({
          minimum: 0,
          description: "Further ones: of other tenants, or past the first hundred of all.",
        }),
      }),
    ),
  },
  { title: "VerificationDetail" },
);
export type VerificationDetail = Static<typeof VerificationDetail>;
