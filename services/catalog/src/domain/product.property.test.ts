import assert from "node:assert/strict";
import { test } from "node:test";
import { maxAmount, maxAttributes, type ProductDetails } from "@waybill/contracts";
import { Trial, asJson, hostileTexts, picked } from "@waybill/kit/testing";
import fc from "fast-check";
import { product, type ProductCommand, type ProductPatch } from "./product.ts";

const text = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }),
);
const sku = fc.constantFrom("MUG", "constructor", "0", "a._-9");
const attribute = fc.constantFrom("__proto__", "constructor", "2", "10", "colour", "größe");
/** As many as a product may have, under names that `attribute` never has. */
const most = Array.from({ length: maxAttributes }, (_, index) => [`n${index}`, ""] as const);
const attributes = fc.oneof(
  fc.array(fc.tuple(attribute, fc.oneof(fc.constant(""), text))).map(Object.fromEntries),
  fc.constant(Object.fromEntries(most) as Record<string, string>),
);
const money = fc.record({
  amount: fc.oneof(fc.constantFrom(0, 1, maxAmount), fc.nat({ max: maxAmount })),
  currency: fc.constantFrom("EUR", "XTS"),
});
const fields = {
  sku,
  name: text,
  description: fc.oneof(fc.constant(""), text),
  category: fc.constantFrom("0", "constructor", "drink-ware_2"),
  price: money,
  attributes,
  weightGrams: fc.constantFrom(0, 380, 10_000_000),
  status: fc.constantFrom("active" as const, "draft" as const, "archived" as const),
};
const details: fc.Arbitrary<ProductDetails> = fc.record(fields);
const nullable = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const patch: fc.Arbitrary<ProductPatch> = fc.record(
  {
    ...fields,
    description: nullable(fields.description),
    weightGrams: nullable(fields.weightGrams),
    attributes: nullable(
      fc.oneof(
        attributes,
        fc
          .array(fc.tuple(attribute, nullable(text)))
          .map<Record<string, string | null>>(Object.fromEntries),
      ),
    ),
  },
  { requiredKeys: [] },
);

const productId = fc.constantFrom("prd_1", "__proto__");
const change = {
  productId,
  ifMatch: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    fc.array(fc.nat({ max: 6 }), { maxLength: 3 }),
  ),
  // As a rule the SKU that the product has by then.
  heldSku: fc.oneof({ weight: 4, arbitrary: fc.constant("as it is") }, sku),
};
const create = fc.record({ type: fc.constant("create" as const), productId, details });
const command: fc.Arbitrary<ProductCommand> = fc.oneof(
  create,
  { weight: 3, arbitrary: fc.record({ type: fc.constant("update" as const), ...change, details }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("patch" as const), ...change, patch }) },
  fc.record({ type: fc.constant("delete" as const), ...change }),
);
const pool = fc
  .tuple(create, fc.array(command, { maxLength: 15, size: "max" }))
  .map(([first, rest]) => asJson([first, ...rest]));
const picks = fc.array(fc.nat(), { maxLength: 24, size: "max" }).map((picks) => [0, ...picks]);
const tenants = fc.infiniteStream(
  fc.oneof({ weight: 9, arbitrary: fc.constant("acme") }, fc.constant("other")),
);

/** What a patch does not name stays as it was. */
function assertKept(before: ProductDetails, after: ProductDetails, patch: ProductPatch): void {
  for (const [name, value] of Object.entries(before)) {
    if (!Object.hasOwn(patch, name)) {
      assert.deepEqual(after[name as keyof ProductDetails], value);
    }
  }
  if (patch.attributes === undefined || patch.attributes === null) return;
  for (const [name, value] of Object.entries(before.attributes)) {
    if (!Object.hasOwn(patch.attributes, name)) assert.equal(after.attributes[name], value);
  }
}

function prepared(trial: Trial, command: ProductCommand): ProductCommand {
  if (command.type === "create" || command.heldSku !== "as it is") return command;
  const { details } = trial.state(product, command.productId);
  return { ...command, heldSku: details?.sku ?? "" };
}

/** Gives a command and asserts what it may come to. */
function take(trial: Trial, given: ProductCommand): void {
  const command = prepared(trial, given);
  const { productId } = command;
  const before = trial.state(product, productId);
  const { events, refusal } = trial.give(product, command);
  const after = trial.state(product, productId);
  assert.equal(after.version, before.version + events.length);
  assert.equal(after.phase === "live", after.details !== undefined);
  if (events.length === 0) return;
  assert.equal(refusal, undefined);
  assert.equal(events.length, 1);
  if ("details" in command) assert.deepEqual(after.details, command.details);
  if (command.type === "create") {
    assert.equal(before.phase, "none");
    assert.equal(after.tenant, trial.tenant);
    return;
  }
  assert.equal(before.phase, "live");
  assert.equal(before.tenant, trial.tenant);
  assert.equal(before.details?.sku, command.heldSku);
  assert.ok(command.ifMatch === undefined || command.ifMatch.includes(before.version));
  if (command.type === "patch") assertKept(before.details, after.details!, command.patch);
}

test("whatever comes in whatever order, a product is made once, changed by its tenant on what it knew, and gone for good", () => {
  fc.assert(
    fc.property(pool, picks, tenants, (commands, picks, tenants) => {
      const trial = new Trial([product]);
      for (const each of picked(commands, picks)) {
        trial.now += 1;
        trial.tenant = tenants.next().value;
        take(trial, each);
      }
      for (const id of ["prd_1", "__proto__"]) {
        const types = trial.types(`product-${id}`);
        assert.match(types.join(" "), /^(|ProductCreated( ProductUpdated)*( ProductDeleted)?)$/);
      }
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 200 },
  );
});

test("a product changed to what it is already has not changed, in whatever order its fields come", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([product]);
      for (const each of picked(commands, picks)) trial.give(product, prepared(trial, each));
      const { phase, details, tenant } = trial.state(product, "prd_1");
      if (phase !== "live") return;
      trial.tenant = tenant;
      const reversed = <Of extends object>(of: Of) =>
        Object.fromEntries(Object.entries(of).toReversed()) as Of;
      const same = { ...reversed(details!), attributes: reversed(details!.attributes) };
      const change = { productId: "prd_1", heldSku: same.sku };
      for (const command of [
        { type: "update", ...change, details: same },
        { type: "patch", ...change, patch: same },
        { type: "patch", ...change, patch: {} },
      ] as const) {
        assert.deepEqual(trial.give(product, command).events, []);
      }
    }),
    { numRuns: 200 },
  );
});
