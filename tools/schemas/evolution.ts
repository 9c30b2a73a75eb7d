import type { Contract } from "@waybill/contracts";
import { errorMessage, upcast } from "@waybill/kit";
import { Compile, type Validator } from "typebox/compile";
import { isBreaking } from "./change.ts";
import { schemaChanges } from "./compare-schemas.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { ReleasedEvent, ReleasedVersion } from "./released-schemas.ts";

export interface Judgement {
  /** Each says what is wrong and what to do. */
  readonly problems: readonly string[];
  /** What is allowed and still worth a thought before it is released. */
  readonly notes: readonly string[];
}

/** Whether events that were released can still be read by those who know the contracts of now. */
export function judge(
  contracts: readonly Contract[],
  released: readonly ReleasedEvent[],
): Judgement {
  const byType = new Map(contracts.map((contract) => [contract.type, contract]));
  const judged = released.map((event): Judgement => {
    const contract = byType.get(event.type);
    if (contract === undefined) {
      return refused(
        `${event.type} is gone, and logs may hold it for ever. Put its contract back; to write it no more, nothing has to be done here.`,
      );
    }
    if (contract.source !== event.source) {
      return refused(
        `${event.type} is now of ${contract.source}, and the log of ${event.source} holds it. Put the source back, or make a new event.`,
      );
    }
    return judgeEvent(contract, event);
  });
  const problems = judged.flatMap((each) => each.problems);
  return { problems, notes: judged.flatMap((each) => each.notes) };
}

function judgeEvent(contract: Contract, { type, versions }: ReleasedEvent): Judgement {
  const last = versions.at(-1);
  if (last === undefined) return refused(`${type} is released without a version; mend the file.`);
  const { version } = contract;
  if (version < last.version) {
    return refused(
      `${type} has version ${version}, and ${last.version} is released. A version never goes back: set it to ${last.version}, or ${last.version + 1} for a change.`,
    );
  }
  if (version > last.version + 1) {
    return refused(
      `${type} has version ${version}, and the last one released is ${last.version}. The next is ${last.version + 1}.`,
    );
  }
  const kept =
    version === last.version ? judgeSameVersion(contract, last) : judgeNext(contract, last);
  const unread = versions.flatMap((each) => unreadable(contract, each));
  // An example that no longer fits is no news where the schema itself is found to break.
  const problems = kept.problems.length > 0 ? kept.problems : unread;
  return { problems, notes: kept.notes };
}

function judgeSameVersion(contract: Contract, last: ReleasedVersion): Judgement {
  const { type, version } = contract;
  const changes = [
    ...schemaChanges(last.schema, jsonOf(contract)),
    ...renamedMark("topic", last.topic, contract.topic),
    ...renamedMark("subject", last.subject, contract.subject),
  ];
  return {
    problems: changes
      .filter(isBreaking)
      .map(
        ({ at, what }) =>
          `${type}: ${at} ${what}, and version ${version} is released. Take it back, or make it version ${version + 1}: set version to ${version + 1} and add upcasts[${version}], which lifts data of version ${version}.`,
      ),
    notes: changes
      .filter(({ kind }) => kind === "widened")
      .map(
        ({ at, what }) =>
          `${type}: ${at} ${what}. Processes of the last release take such data for malformed: first release what reads it, then what writes it, or make it version ${version + 1}.`,
      ),
  };
}

function judgeNext({ type, topic, version, upcasts }: Contract, last: ReleasedVersion): Judgement {
  if (upcasts?.[last.version] === undefined) {
    return refused(
      `${type} has version ${version} and no upcasts[${last.version}]. Add the function that lifts data of version ${last.version} to version ${version}.`,
    );
  }
  return topic === last.topic
    ? { problems: [], notes: [] }
    : {
        problems: [],
        notes: [
          `${type} moves from ${last.topic} to ${topic} with version ${version}. Who listens to ${last.topic} hears no more of it.`,
        ],
      };
}

function renamedMark(mark: string, was: string | undefined, is: string | undefined) {
  if (was === is) return [];
  return [
    {
      at: `its ${mark}`,
      kind: "breaking",
      what: `is ${is ?? "none"}, was ${was ?? "none"}`,
    } as const,
  ];
}

/** Which of the examples of a released version can no longer be read, and why. */
function unreadable(contract: Contract, { version, examples }: ReleasedVersion): readonly string[] {
  const { type } = contract;
  const validator: Validator = Compile(contract.schema);
  return examples.flatMap((example, index): readonly string[] => {
    const name = `${type}: example ${index + 1} of version ${version}`;
    const mend =
      version === contract.version
        ? `Widen the schema, or make it version ${version + 1}.`
        : `Mend the upcasts from version ${version} on.`;
    let lifted: unknown;
    try {
      lifted = upcast(contract, version, structuredClone(example));
    } catch (error) {
      return [
        `${name} cannot be lifted to version ${contract.version}: ${errorMessage(error)}. ${mend}`,
      ];
    }
    if (!validator.Check(lifted)) {
      const [first] = validator.Errors(lifted);
      const where = `data${(first?.instancePath ?? "").replaceAll("/", ".")}`;
      return [
        `${name} does not fit version ${contract.version}: ${where} ${first?.message ?? "is wrong"}. ${mend}`,
      ];
    }
    return subjectOf(contract, lifted) === subjectOf(contract, example)
      ? []
      : [`${name} is about another ${contract.subject} once it is lifted. ${mend}`];
  });
}

/** The key of the stream, which an upcast must not change: messages are ordered by it. */
function subjectOf({ subject }: Contract, data: unknown): unknown {
  return subject === undefined ? undefined : (data as Readonly<Record<string, unknown>>)[subject];
}

/** A contract's schema as it stands in a file. */
export function jsonOf({ schema }: Contract): JsonSchema {
  return JSON.parse(JSON.stringify(schema)) as JsonSchema;
}

function refused(problem: string): Judgement {
  return { problems: [problem], notes: [] };
}
