import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { lagPolicy, mostReplicas, policyFlaw, type ScalingPolicy } from "@waybill/autoscaler";
import { type Terminal, errorMessage } from "@waybill/kit";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { parse } from "yaml";
import { autoscaled, byHand, fixed, type NamedPolicy } from "./scalers.ts";
import { Unusable } from "../failure.ts";

const closed = { additionalProperties: false };
const Replicas = Type.Integer({ minimum: 1, maximum: 1_000 });
const Seconds = Type.Integer({ minimum: 0, maximum: 3_600 });
const Share = Type.Number({ minimum: 0, maximum: 10 });

const ChangeLimit = Type.Object(
  {
    type: Type.Union([Type.Literal("pods"), Type.Literal("percent")]),
    value: Type.Integer({ minimum: 1, maximum: 100_000 }),
    periodSeconds: Type.Integer({ minimum: 1, maximum: 1_800 }),
  },
  closed,
);
const Direction = Type.Partial(
  Type.Object({
    stabilizationWindowSeconds: Seconds,
    policies: Type.Array(ChangeLimit, { minItems: 1, maxItems: 10 }),
    selectPolicy: Type.Union([Type.Literal("max"), Type.Literal("min"), Type.Literal("disabled")]),
    tolerance: Share,
  }),
  closed,
);
const PolicyFile = Type.Partial(
  Type.Object({
    name: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,31}$" }),
    targetPerReplica: Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }),
    minReplicas: Replicas,
    maxReplicas: Replicas,
    scaleUp: Direction,
    scaleDown: Direction,
  }),
  closed,
);
const check = Compile(PolicyFile);

export const namedPolicies = "default, fixed-<n>, fixed-max, by-hand";

/**
 * A policy by its name, or from a YAML file. What the file leaves out is as in the default policy.
 * @throws {Terminal} `policy-unreadable`, or `policy-invalid` with the place
 */
export function policyOf(given: string, partitions: number): NamedPolicy {
  const ours = lagPolicy(partitions);
  if (given === "default") return autoscaled(given, ours);
  if (given === "fixed-max") return fixed(given, mostReplicas(ours));
  if (given === "by-hand") return byHand(mostReplicas(ours));
  const count = /^fixed-(\d{1,4})$/.exec(given)?.[1];
  if (count === undefined) return readPolicy(given, ours);
  const replicas = Number(count);
  if (replicas < 1 || replicas > partitions) {
    throw invalid(
      given,
      `there are ${partitions} partitions, so it takes 1 to ${partitions} replicas`,
    );
  }
  return fixed(given, replicas);
}

function readPolicy(path: string, ours: ScalingPolicy): NamedPolicy {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const message = `"${path}" is no policy (${namedPolicies}) and no file that can be read: ${errorMessage(cause)}`;
    throw new Unusable("policy-unreadable", message, { cause });
  }
  return parsePolicy(text, basename(path), ours);
}

/** @param file its name in errors, and the policy's where it has none */
export function parsePolicy(text: string, file: string, ours: ScalingPolicy): NamedPolicy {
  let value: unknown;
  try {
    value = parse(text, reviveKubernetesWords) ?? {};
  } catch (cause) {
    throw invalid(file, errorMessage(cause));
  }
  if (!check.Check(value)) {
    const [first] = check.Errors(value);
    const place = (first?.instancePath ?? "").slice(1).replaceAll("/", ".");
    // What a closed object does not know is held against the schema `false`.
    const what = first?.keyword === "boolean" ? "is not known" : (first?.message ?? "is wrong");
    throw invalid(file, `${place === "" ? "the whole" : place} ${what}`);
  }
  const { name = basename(file, extname(file)), ...policy } = merged(value, ours);
  const flaw = policyFlaw(policy);
  if (flaw !== undefined) throw invalid(file, flaw);
  return autoscaled(name, policy);
}

function merged(
  { scaleUp, scaleDown, ...given }: Static<typeof PolicyFile>,
  ours: ScalingPolicy,
): ScalingPolicy & { readonly name?: string } {
  return {
    ...ours,
    ...given,
    scaleUp: { ...ours.scaleUp, ...scaleUp },
    scaleDown: { ...ours.scaleDown, ...scaleDown },
  };
}

/** A `behavior` copied from a HorizontalPodAutoscaler has these words with a capital. */
function reviveKubernetesWords(key: unknown, value: unknown): unknown {
  const isWord = (key === "type" || key === "selectPolicy") && typeof value === "string";
  return isWord ? value.toLowerCase() : value;
}

function invalid(file: string, what: string): Terminal {
  return new Unusable("policy-invalid", `${file}: ${what}`);
}
