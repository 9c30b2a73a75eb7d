import { pageQuery } from "@waybill/kit";
import Type from "typebox";

const text = Type.String();
const time = Type.String({ format: "date-time" });
const name = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$" });

export const LoggedEvent = Type.Object(
  {
    id: Type.String({ description: "Unique over all services: stream and version." }),
    service: text,
    position: Type.Integer({ description: "Place in the service's log." }),
    partition: Type.Integer(),
    topic: Type.Union([text, Type.Null()], {
      description: "Null for a type that no contract of this release names.",
    }),
    type: text,
    schemaVersion: Type.Integer({ description: "With which it was written." }),
    key: text,
    stream: text,
    version: Type.Integer({ description: "Place in its stream." }),
    recordedAt: time,
    correlationId: text,
    causedBy: Type.String({ description: "Id of what caused it." }),
  },
  { title: "LoggedEvent" },
);

export const LoggedEventDetail = Type.Object(
  {
    ...LoggedEvent.properties,
    cause: Type.Union(
      [Type.Object({ service: text, position: Type.Integer(), type: text }), Type.Null()],
      { description: "The event that caused it; null when it was a request, a timer or a call." },
    ),
    traceparent: text,
    touches: Type.Array(text, { description: "Further streams that it moves." }),
    data: Type.Unknown({ description: "What it says, without what authorises something." }),
  },
  { title: "LoggedEventDetail" },
);

export const eventQuery = Type.Object(
  {
    ...pageQuery,
    order: Type.Enum(["newest", "oldest"], { default: "newest" }),
    service: Type.Optional(Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" })),
    topic: Type.Optional(name),
    type: Type.Optional(name),
    key: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    partition: Type.Optional(Type.Integer({ minimum: 0, maximum: 3 })),
    correlationId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    from: Type.Optional(time),
    to: Type.Optional(Type.String({ format: "date-time", description: "Before then." })),
  },
  { additionalProperties: false },
);

export const EventPage = Type.Object(
  {
    items: Type.Array(LoggedEvent),
    nextCursor: Type.Union([text, Type.Null()], {
      description:
        "A page ends after a bounded look, so it may have few items, or none, and others follow all the same.",
    }),
    newCursor: Type.Union([text, Type.Null()], {
      description: "With `order=oldest`: what has come since. Null on further pages of the newest.",
    }),
    looked: Type.Integer({ description: "Places of the logs that were looked at for this page." }),
  },
  { title: "EventPage" },
);

export const Topics = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        topic: text,
        service: text,
        types: Type.Array(text),
      }),
    ),
    partitions: Type.Integer(),
  },
  { title: "Topics" },
);
