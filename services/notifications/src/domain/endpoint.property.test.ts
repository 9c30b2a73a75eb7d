import assert from "node:assert/strict";
import { test } from "node:test";
import { Trial, asJson, hostileTexts, picked } from "@waybill/kit/testing";
import fc from "fast-check";
import { endpoint, type EndpointCommand } from "./endpoint.ts";

const ids = ["whe_1", "__proto__"];
const endpointId = fc.constantFrom(...ids);
const text = fc.constantFrom("", ...hostileTexts);
const command: fc.Arbitrary<EndpointCommand> = fc.oneof(
  fc.record({
    type: fc.constant("register" as const),
    endpointId,
    url: text,
    topics: fc.array(fc.oneof(fc.constantFrom("orders.*", "orders.created"), text), {
      maxLength: 4,
    }),
    secret: fc.string({ unit: "grapheme", minLength: 1 }),
  }),
  fc.record({ type: fc.constant("remove" as const), endpointId }),
  fc.record({ type: fc.constant("disable" as const), endpointId, reason: text }),
);
const pool = fc.array(command, { minLength: 1, maxLength: 10, size: "max" }).map(asJson);
const picks = fc.array(fc.nat(), { maxLength: 15, size: "max" });

test("an endpoint is registered once, as it was asked for the first time, and goes from active to disabled to removed", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([endpoint]);
      for (const each of picked(commands, picks)) {
        trial.now += 1;
        const before = trial.state(endpoint, each.endpointId);
        assert.equal(trial.give(endpoint, each).refusal, undefined);
        const after = trial.state(endpoint, each.endpointId);
        if (before.status === "none") {
          if (each.type !== "register") assert.equal(after, before);
          else assert.equal(after.registeredAt, trial.now);
        } else {
          const { tenant, url, topics, registeredAt } = before;
          assert.partialDeepStrictEqual(after, { tenant, url, topics, registeredAt });
        }
        const types = trial.types(`endpoint-${each.endpointId}`).join(" ");
        assert.match(types, /^(|WebhookRegistered( WebhookDisabled)?( WebhookRemoved)?)$/);
      }
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 300 },
  );
});

test("a removed endpoint keeps no secret, and one that is not removed has the one it was registered with", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([endpoint]);
      const secrets = new Map<string, string>();
      for (const each of picked(commands, picks)) {
        trial.give(endpoint, each);
        const { status, secret } = trial.state(endpoint, each.endpointId);
        if (each.type === "register" && !secrets.has(each.endpointId)) {
          secrets.set(each.endpointId, each.secret);
        }
        const hasOne = status === "active" || status === "disabled";
        assert.equal(secret, hasOne ? secrets.get(each.endpointId) : "");
      }
    }),
    { numRuns: 150 },
  );
});
