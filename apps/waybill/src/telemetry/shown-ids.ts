import Type from "typebox";

/** Ids as the filters of logs and traces take them. */
export const ids = {
  order: Type.String({ pattern: "^ord_[0-9a-z]{26}$" }),
  trace: Type.String({ pattern: "^[0-9a-f]{32}$" }),
};
