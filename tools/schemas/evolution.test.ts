import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { contracts, event, type Contract } from "@waybill/contracts";
import Type from "typebox";
import { Compile } from "typebox/compile";
import { judge } from "./evolution.ts";
import { exampleOf } from "./example-data.ts";
import { jsonOf } from "./evolution.ts";
import { releaseOf } from "./release.ts";
import { readReleased } from "./released-schemas.ts";

const greeted = event({
  source: "greetings",
  type: "Greeted",
  topic: "greetings.said",
  subject: "id",
  schema: Type.Object({ id: Type.String(), text: Type.String() }),
});
const released = releaseOf([greeted], []);
const second: Contract = {
  ...greeted,
  version: 2,
  schema: Type.Object({ id: Type.String(), words: Type.Array(Type.String()) }),
  upcasts: { 1: ({ id, text }: { id: string; text: string }) => ({ id, words: text.split(" ") }) },
};
const problemsOf = (contract: Contract, before = released): readonly string[] =>
  judge([contract], before).problems;

suite("accepted is", () => {
  test("what was released, as it was", () => {
    assert.deepEqual(judge([greeted], released), { problems: [], notes: [] });
  });
  test("a new event", () => {
    assert.deepEqual(judge([greeted, { ...greeted, type: "Left" }], released).problems, []);
  });
  test("a new optional field", () => {
    const schema = Type.Object({
      ...greeted.schema.properties,
      tone: Type.Optional(Type.String()),
    });
    assert.deepEqual(judge([{ ...greeted, schema }], released), { problems: [], notes: [] });
  });
  test("a widened field, with a word on processes of the last release", () => {
    const schema = Type.Object({ ...greeted.schema.properties, text: Type.Unknown() });
    const { problems, notes } = judge([{ ...greeted, schema }], released);
    assert.deepEqual(problems, []);
    assert.match(notes.join(), /data\.text may be anything now.*first release what reads it/);
  });
  test("a new version with an upcast, and another topic with it", () => {
    assert.deepEqual(judge([second], released), { problems: [], notes: [] });
    const moved = judge([{ ...second, topic: "greetings.all" }], released);
    assert.deepEqual(moved.problems, []);
    assert.match(moved.notes.join(), /Who listens to greetings\.said hears no more of it/);
  });
});

suite("refused, with what to do, is", () => {
  test("a removed event", () => {
    assert.match(judge([], released).problems.join(), /Greeted is gone.*Put its contract back/);
  });
  test("a breaking change without a new version", () => {
    const schema = Type.Object({ id: Type.String() });
    const [problem, ...others] = problemsOf({ ...greeted, schema });
    assert.match(problem!, /Greeted: data\.text was removed, and version 1 is released/);
    assert.match(problem!, /set version to 2 and add upcasts\[1\]/);
    assert.deepEqual(others, []);
  });
  test("another topic, subject or source without a new version", () => {
    assert.match(
      problemsOf({ ...greeted, topic: "other" }).join(),
      /its topic is other, was greetings\.said/,
    );
    const { subject: _, ...without } = greeted;
    assert.match(problemsOf(without).join(), /its subject is none, was id/);
    assert.match(problemsOf({ ...second, source: "other" }).join(), /Put the source back/);
  });
  test("a version that goes back, or leaves one out", () => {
    const later = releaseOf([second], released);
    assert.match(
      problemsOf(greeted, later).join(),
      /version 1, and 2 is released.*never goes back/,
    );
    assert.match(problemsOf({ ...second, version: 3 }).join(), /The next is 2/);
  });
  test("a new version without an upcast", () => {
    assert.match(
      problemsOf({ ...second, upcasts: {} }).join(),
      /no upcasts\[1\]\. Add the function/,
    );
  });
  test("an upcast whose result does not fit, throws, or is about something else", () => {
    const lifting = (upcast: (data: { id: string; text: string }) => unknown) =>
      problemsOf({ ...second, upcasts: { 1: upcast } }).join();
    assert.match(
      lifting(({ id, text }) => ({ id, words: text })),
      /example 1 of version 1 does not fit version 2: data\.words must be array\. Mend the upcasts/,
    );
    assert.match(
      lifting(() => {
        throw new Error("no such thing");
      }),
      /cannot be lifted to version 2: no such thing/,
    );
    assert.match(
      lifting(({ text }) => ({ id: text + text, words: [] })),
      /is about another id once it is lifted/,
    );
  });
  test("an upcast of long ago that was taken away", () => {
    const third: Contract = {
      ...second,
      version: 3,
      upcasts: { 2: (data: never) => data },
    };
    const later = releaseOf([second], released);
    assert.match(
      problemsOf(third, later).join(),
      /example 1 of version 1 cannot be lifted.*no upcast from version 1/,
    );
    assert.deepEqual(
      problemsOf({ ...third, upcasts: { ...second.upcasts, ...third.upcasts } }, later),
      [],
    );
  });
});

suite("a release", () => {
  test("keeps every version and every example there ever was", () => {
    const schema = Type.Object({
      ...greeted.schema.properties,
      tone: Type.Optional(Type.String()),
    });
    const widened = releaseOf([{ ...greeted, schema }], released);
    const [first] = widened[0]!.versions;
    assert.deepEqual(first!.examples, [
      { id: "example", text: "example" },
      { id: "example", text: "example", tone: "example" },
    ]);
    const [both] = releaseOf([second], widened);
    assert.deepEqual(
      both!.versions.map(({ version }) => version),
      [1, 2],
    );
    assert.deepEqual(both!.versions[0], first);
  });
  test("of the same contracts changes nothing", () => {
    assert.deepEqual(releaseOf([greeted], released), released);
    const ours = readReleased();
    const own = contracts.filter(({ type }) => ours.some((each) => each.type === type));
    assert.ok(own.length > 50);
  });
  test("has examples that fit, of each event of ours", () => {
    for (const contract of contracts) {
      const validator = Compile(contract.schema);
      for (const extent of ["least", "all"] as const) {
        const example = exampleOf(jsonOf(contract), extent);
        assert.ok(validator.Check(example), `${contract.type}: ${JSON.stringify(example)}`);
      }
    }
  });
});
