import Type, { type Static } from "typebox";
import { DeadLetterSchema } from "./dead-letter-routes.ts";

const time = Type.String({ format: "date-time" });
const count = Type.Integer({ minimum: 0 });
const name = Type.String({ maxLength: 200 });

const causeFields = {
  service: Type.String({ pattern: "^[a-z]{1,40}$" }),
  consumer: name,
  code: Type.String({ maxLength: 200, description: "Of the error" }),
  type: Type.String({ maxLength: 200, description: "Of the message" }),
};
const Cause = Type.Object(causeFields, { additionalProperties: false });

export const DeadLetterGroup = Type.Object(
  {
    ...causeFields,
    letters: count,
    keys: count,
    behind: Type.Integer({ description: "Messages that wait behind them." }),
    since: time,
    newest: time,
    money: Type.Array(Type.Object({ amount: Type.Integer(), currency: Type.String() }), {
      description: "Totals of open orders among the keys, in minor units.",
    }),
    moneyOfKeys: Type.Integer({
      description: "Of so many keys; fewer than `keys` when there are too many to ask for.",
    }),
  },
  { title: "DeadLetterGroup" },
);
export type DeadLetterGroup = Static<typeof DeadLetterGroup>;

const Failure = Type.Object(
  {
    at: time,
    number: Type.Integer({ description: "From 1; counted anew after a replay." }),
    code: Type.String(),
    error: Type.String(),
    stack: Type.Array(Type.String(), {
      description: "Where it was thrown, of an error that nobody expected.",
    }),
  },
  { title: "DeadLetterFailure" },
);

export const DeadLetterDetail = Type.Object(
  {
    ...DeadLetterSchema.properties,
    source: Type.String({ description: "Service whose log it is from." }),
    position: Type.Integer({ description: "Its place in that log." }),
    stream: Type.String(),
    streamVersion: Type.Integer(),
    recordedAt: Type.Union([time, Type.Null()]),
    causedBy: Type.String({ description: "Id of the message that caused it." }),
    failures: Type.Array(Failure, { description: "The first ten attempts and the last ten." }),
    data: Type.Unknown({ description: "What it says, without what authorises something." }),
  },
  { title: "DeadLetterDetail" },
);

const id = Type.String({ pattern: "^[a-z]+\\.[0-9]{1,15}$" });
const ids = Type.Array(id, { minItems: 1, maxItems: 1_000, uniqueItems: true });
const pace = {
  perSecond: Type.Optional(
    Type.Number({
      minimum: 0.1,
      maximum: 1_000,
      default: 20,
      description: "How many are tried a second.",
    }),
  ),
};

export const ReplayRequest = Type.Union([
  Type.Object(
    { ids, ...pace },
    { additionalProperties: false, description: "Those that were chosen." },
  ),
  Type.Object(
    { cause: Cause, ...pace },
    { additionalProperties: false, description: "All of a group, as it is at that moment." },
  ),
]);

export const ReplayAnswer = Type.Object(
  {
    id: Type.Union([Type.String(), Type.Null()], {
      description:
        "To ask how far it is; null after a dry run, and when nothing was left to replay.",
    }),
    letters: Type.Integer({ description: "Dead letters that are, or would be, tried again." }),
    keys: count,
    behind: Type.Integer({ description: "Messages behind them, which follow." }),
    waiting: Type.Integer({ description: "Of those chosen, already replayed and not tried yet." }),
    seconds: Type.Number({ description: "From the first to the last." }),
  },
  { title: "DeadLetterReplay" },
);

export const ReplayProgress = Type.Object(
  {
    id: Type.String(),
    startedAt: time,
    letters: count,
    waiting: Type.Integer({ description: "Not tried yet." }),
    retrying: Type.Integer({ description: "Failed, and tried again by themselves." }),
    dead: Type.Integer({ description: "Failed for good again." }),
    taken: Type.Integer({ description: "Replayed once more, or dropped since." }),
    handled: count,
  },
  { title: "DeadLetterReplayProgress" },
);
export type ReplayProgress = Static<typeof ReplayProgress>;

export const DropRequest = Type.Object({ ids }, { additionalProperties: false });
export const DropAnswer = Type.Object({ dropped: count }, { title: "DeadLetterDrop" });
