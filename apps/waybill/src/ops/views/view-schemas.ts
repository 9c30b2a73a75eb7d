import Type, { type Static } from "typebox";

const time = Type.String({ format: "date-time" });
const count = Type.Integer({ minimum: 0 });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const Example = Type.Object({
  kind: Type.Enum(["missing", "different", "unexpected"]),
  key: Type.Record(Type.String(), Type.Unknown()),
  columns: Type.Array(
    Type.Object({ column: Type.String(), stored: Type.Unknown(), fromLog: Type.Unknown() }),
    { description: "Those that differ." },
  ),
});

const Result = Type.Object(
  {
    rows: Type.Integer({ description: "That the log makes." }),
    missing: Type.Integer({ description: "Rows that the view did not have." }),
    different: Type.Integer({ description: "Rows that had other values." }),
    unexpected: Type.Integer({ description: "Rows that nothing in the log makes." }),
    repaired: Type.Integer({ description: "Rows put right; 0 after a dry run." }),
    unreadable: Type.Integer({ description: "Events that nothing could be made of." }),
    examples: Type.Array(Example, {
      description: "At most ten, of the tenant that asked for the rebuild, and shown to it only.",
    }),
  },
  { title: "ViewRebuildResult" },
);

export const ViewRebuildSchema = Type.Object(
  {
    id: Type.String(),
    service: Type.String(),
    view: Type.String(),
    dryRun: Type.Boolean(),
    state: Type.Enum(["running", "completed", "cancelled", "failed"]),
    phase: Type.Enum(["reading", "comparing", "repairing"], {
      description: "What it does, or was at when it ended.",
    }),
    done: Type.Integer({ description: "Positions of the log; rows while it repairs." }),
    of: Type.Integer({ description: "How many there are, as far as is known." }),
    perSecond: Type.Number({ description: "How many of them a second." }),
    secondsLeft: nullable(Type.Number({ description: "Of this phase, at that rate." })),
    startedAt: time,
    endedAt: nullable(time),
    result: nullable(Result),
    failure: nullable(Type.String({ description: "Why it failed, in words." })),
  },
  { title: "ViewRebuild" },
);
export type ViewRebuildDocument = Static<typeof ViewRebuildSchema>;

export const ViewSchema = Type.Object(
  {
    service: Type.String(),
    view: Type.String({ description: "Its table." }),
    kind: Type.Enum(["state", "message"], {
      description: "`state`: of the service's own states. `message`: of messages.",
    }),
    of: Type.Array(Type.String(), {
      description: "The category of the states, or the types of the messages.",
    }),
    sources: Type.Array(Type.String(), { description: "Services whose logs it is made from." }),
    rows: nullable(
      Type.Integer({ minimum: 0, description: "About; null as long as nobody has counted." }),
    ),
    bytes: count,
    rebuild: nullable(ViewRebuildSchema),
  },
  { title: "View" },
);
export type ViewDocument = Static<typeof ViewSchema>;

const name = Type.String({ pattern: "^[a-z][a-z_]{0,62}$" });
export const viewParams = Type.Object({ service: name, view: name });
export const rebuildParams = Type.Object({
  service: name,
  view: name,
  id: Type.String({ pattern: "^rbd_[0-9a-z]{1,40}$" }),
});
export const RebuildRequest = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({ default: false, description: "Compare, and leave the view as it is." }),
    ),
  },
  { additionalProperties: false, title: "ViewRebuildRequest" },
);
