import Type, { type Static } from "typebox";

/** Something that a person should look at. */
export const Attention = Type.Object(
  {
    kind: Type.String({
      description:
        "`dead-letters`, `stuck-processes`, `stock-low`, `invariant-broken`, `service-degraded`, `consumer-paused`, or one of a guest service's own.",
    }),
    service: Type.String(),
    count: Type.Integer({ minimum: 0 }),
    message: Type.String({ description: "What it is, to be read after the count." }),
  },
  { title: "Attention" },
);
export type Attention = Static<typeof Attention>;
