import Type, { type Static } from "typebox";

const text = Type.String();
const time = Type.String({ format: "date-time" });
const count = Type.Integer({ minimum: 0 });
const orNull = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()]);
const lag = {
  messages: Type.Integer({
    description: "Not handled yet; where much waits, with others that are none of its affair.",
  }),
  seconds: Type.Number({ description: "Since the oldest of them was recorded." }),
};

export const Consumer = Type.Object(
  {
    consumer: text,
    service: text,
    kind: Type.Enum(["reactions", "activity", "relay"], {
      description:
        "What the service does with messages itself, its calls of the outside, or what publishes its log to a broker.",
    }),
    status: Type.Enum(["running", "paused", "failing"], {
      description:
        "`paused`: by a person. `failing`: it rests for up to a minute at a time, because most of its messages fail.",
    }),
    pause: Type.Union(
      [
        Type.Object({
          since: time,
          by: orNull(text),
          reason: orNull(text),
        }),
        Type.Null(),
      ],
      { description: "Who and why are told to the tenant of who paused it." },
    ),
    ...lag,
    parkedKeys: count,
    handled: Type.Integer({ description: "By its present members, since they started." }),
    failed: Type.Integer({ description: "Of these." }),
    sources: Type.Array(
      Type.Object({
        channel: Type.String({ description: "A whole log, or a topic of a broker." }),
        source: Type.String({ description: "Service whose events it carries." }),
        head: Type.Integer({ description: "Newest position of its log." }),
        ...lag,
        partitions: Type.Array(
          Type.Object({
            partition: Type.Integer(),
            position: Type.Integer({
              description: "Up to there everything is handled, or parked.",
            }),
            epoch: Type.Integer({ description: "Counts the leases." }),
            owner: orNull(text),
          }),
        ),
      }),
    ),
    members: Type.Array(
      Type.Object({
        owner: text,
        joinedAt: time,
        lastBeatAt: time,
        partitions: Type.Array(Type.Integer()),
        handled: count,
        failed: count,
      }),
    ),
  },
  { title: "Consumer" },
);
export type Consumer = Static<typeof Consumer>;

const samples = Type.Array(Type.Union([Type.Number(), Type.Null()]));

export const ConsumerDetail = Type.Object(
  {
    ...Consumer.properties,
    history: Type.Object({
      from: Type.Number({ description: "Start of the first step, in milliseconds since 1970." }),
      stepSeconds: Type.Number(),
      messages: samples,
      seconds: samples,
    }),
  },
  { title: "ConsumerDetail" },
);
export type ConsumerDetail = Static<typeof ConsumerDetail>;
