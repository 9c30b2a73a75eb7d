import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { happened, type Contract } from "../concepts/contract.ts";
import { decider, on } from "../concepts/decider.ts";
import { service } from "../concepts/service.ts";
import type { HomeEvent } from "../ports/store.ts";
import { foldStream } from "./fold-stream.ts";

const Said = {
  source: "talk",
  type: "Said",
  topic: "talk.said",
  version: 2,
  schema: Type.Object({ words: Type.Array(Type.String()) }),
  upcasts: { 1: ({ text }: { text: string }) => ({ words: text.split(" ") }) },
} satisfies Contract;

const talks = decider({
  category: "talk",
  initial: (key) => ({ key, lines: [] as readonly string[] }),
  key: (command: { readonly type: "say"; readonly key: string }) => command.key,
  decide: { say: () => [happened(Said, { words: [] })] },
  evolve: [
    on(
      Said,
      (state: { key: string; lines: readonly string[] }, { words }, { key, tenant, time }) => ({
        ...state,
        lines: [...state.lines, [key, tenant, time, ...words].join(" ")],
      }),
    ),
  ],
});
const talk = service({ name: "talk", deciders: [talks] });

function said(version: number, schemaVersion: number, data: unknown): HomeEvent {
  return { version, type: "Said", schemaVersion, data, tenant: "acme", time: version * 10 };
}

test("a stream without a snapshot is folded from its first event", () => {
  assert.deepEqual(
    foldStream(talk, "talk-k", {
      snapshot: undefined,
      events: [said(1, 2, { words: ["a"] })],
      timer: undefined,
    }),
    {
      version: 1,
      state: { key: "k", lines: ["k acme 10 a"] },
      snapshot: 0,
      timer: undefined,
      tenant: "acme",
    },
  );
});

test("a snapshot is moved on by the events after it, those of older versions lifted", () => {
  const snapshot = { version: 3, state: { key: "k", lines: ["x"] } };
  const timer = { due: 7, revision: 2 };
  const entry = foldStream(talk, "talk-k", {
    snapshot,
    events: [said(4, 1, { text: "a b" }), said(5, 2, { words: ["c"] })],
    timer,
  });
  assert.deepEqual(entry, {
    version: 5,
    state: { key: "k", lines: ["x", "k acme 40 a b", "k acme 50 c"] },
    snapshot: 3,
    timer,
    tenant: "acme",
  });
});

test("a snapshot with nothing after it is the state", () => {
  const snapshot = { version: 3, state: { key: "k", lines: [] } };
  assert.deepEqual(foldStream(talk, "talk-k", { snapshot, events: [], timer: undefined }), {
    version: 3,
    state: snapshot.state,
    snapshot: 3,
    timer: undefined,
    tenant: undefined,
  });
});

test("an event that a later version wrote is not guessed at", () => {
  assert.throws(
    () =>
      foldStream(talk, "talk-k", {
        snapshot: undefined,
        events: [said(1, 3, {})],
        timer: undefined,
      }),
    /Said version 3 is newer/,
  );
});
