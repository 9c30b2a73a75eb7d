import Type from "typebox";

export const LetterDraft = Type.Object(
  {
    data: Type.Unknown({
      description: "What the message says, without what authorises something.",
    }),
    schema: Type.Unknown({ description: "JSON Schema that the data has to fit." }),
    edits: Type.Integer({ description: "How often it was edited before; the ETag says the same." }),
  },
  { title: "DeadLetterDraft" },
);

export const LetterEditAnswer = Type.Object(
  { id: Type.String({ description: "Of the replay, to ask how far it is." }) },
  { title: "DeadLetterEditAnswer" },
);

export const LetterEdit = Type.Object(
  {
    service: Type.String(),
    consumer: Type.String(),
    source: Type.String({ description: "Service whose log the original stands in." }),
    position: Type.Integer({ description: "Its place in that log." }),
    edit: Type.Integer({ description: "Of one message the highest counts." }),
    key: Type.String(),
    type: Type.String(),
    before: Type.Unknown(),
    data: Type.Unknown({ description: "What is handled in its place." }),
    by: Type.String({ description: "Name of the key." }),
    at: Type.String({ format: "date-time" }),
    reason: Type.String(),
  },
  { title: "DeadLetterEdit" },
);
