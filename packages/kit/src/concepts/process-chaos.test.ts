import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Instance } from "../testing/sale.ts";

/**
 * The services around the process. Each takes its requests in order, as a log gives them for one
 * key, possibly twice; their answers may be lost, doubled and overtake each other.
 */
class World {
  readonly requests = new Map<string, string[]>();
  answers: string[] = [];
  goods: "none" | "held" | "released" | "refused" = "none";
  deposit = false;
  closed = false;
  charges = 0;
  refunds = 0;
  parcel: "none" | "sent" | "recalled" = "none";
  readonly #fails: ReadonlySet<string>;

  constructor(fails: ReadonlySet<string>) {
    this.#fails = fails;
  }

  sends(types: readonly string[]): void {
    for (const type of types) {
      const to = serviceOf.get(type);
      if (to !== undefined) this.requests.set(to, [...(this.requests.get(to) ?? []), type]);
    }
  }

  /** A service handles its oldest request; `again` leaves it there to be handled once more. */
  handle(service: string, again: boolean): void {
    const queue = this.requests.get(service) ?? [];
    const request = again ? queue[0] : queue.shift();
    if (request !== undefined) this.answers.push(this.#answer(request));
  }

  #answer(request: string): string {
    switch (request) {
      case "Ordered":
        if (this.goods === "none") this.goods = this.#fails.has("hold") ? "refused" : "held";
        return this.goods === "held" ? "Held" : "NotHeld";
      case "Release":
        this.goods = "released";
        return "Released";
      case "Deposit":
        if (this.#fails.has("deposit") || this.closed) return "Declined";
        this.deposit = true;
        return "Deposited";
      case "Charge":
        if (this.#fails.has("charge") || this.closed) return "NotCharged";
        this.charges = 1;
        return "Charged";
      case "Reverse":
        this.closed = true;
        this.deposit = false;
        this.refunds = this.charges;
        return "Reversed";
      case "Send":
        if (this.#fails.has("send") || this.parcel === "recalled") return "NotSent";
        this.parcel = "sent";
        return "Sent";
      default:
        this.parcel = "recalled";
        return "Recalled";
    }
  }
}

const serviceOf = new Map([
  ["Ordered", "stock"],
  ["Release", "stock"],
  ["Deposit", "bank"],
  ["Charge", "bank"],
  ["Reverse", "bank"],
  ["Send", "carrier"],
  ["Recall", "carrier"],
]);
const services = ["stock", "bank", "carrier"] as const;

type Chaos = { readonly does: string; readonly which: number; readonly again: boolean };

function step(sale: Instance, world: World, { does, which, again }: Chaos): void {
  const index = world.answers.length === 0 ? 0 : which % world.answers.length;
  const answer = world.answers[index];
  if (does === "start") world.sends(sale.start());
  if (does === "handle") world.handle(services[which % 3]!, again);
  if (does === "cancel") world.sends(sale.hears("CancelAsked"));
  if (does === "expire") world.sends(sale.hears("HoldExpiring"));
  if (does === "retry") world.sends(sale.give({ type: "retry", key: "1" }));
  if (does === "wait") world.sends(sale.wakeAt(sale.now + which * 37));
  if (does === "lose") world.answers.splice(index, 1);
  if (does === "answer" && answer !== undefined) {
    if (!again) world.answers.splice(index, 1);
    world.sends(sale.hears(answer));
  }
}

/** From here on nothing is lost, time goes on, and a person retries what is stuck. */
function settle(sale: Instance, world: World): void {
  world.sends(sale.start());
  for (let round = 0; round < 200; round++) {
    for (const service of services)
      while (world.requests.get(service)?.length) world.handle(service, false);
    const answers = world.answers;
    world.answers = [];
    for (const answer of answers) world.sends(sale.hears(answer));
    const ended = sale.state.phase === "completed" || sale.state.phase === "cancelled";
    const quiet = [...world.requests.values()].every((queue) => queue.length === 0);
    if (ended && quiet) return;
    if (!quiet) continue;
    if (sale.state.stuck) world.sends(sale.give({ type: "retry", key: "1" }));
    else
      world.sends(
        sale.wakeAt(Math.max(sale.now, sale.state.due ?? assert.fail("no end, no timer"))),
      );
  }
  assert.fail(`no end: ${JSON.stringify(sale.state)}`);
}

const chaos = fc.record({
  does: fc.oneof(
    { weight: 4, arbitrary: fc.constant("handle") },
    { weight: 4, arbitrary: fc.constant("answer") },
    { weight: 5, arbitrary: fc.constantFrom("start", "wait", "lose", "cancel", "expire", "retry") },
  ),
  which: fc.nat({ max: 60 }),
  again: fc.boolean(),
});
const failures = fc.subarray(["hold", "deposit", "send", "charge"]);

test("whatever is lost, doubled or overtaken: it ends, nothing is left undone, nobody pays for nothing", () => {
  const ends = new Map<string, number>();
  const property = fc.property(fc.array(chaos, { maxLength: 60 }), failures, (acts, fails) => {
    const sale = new Instance();
    const world = new World(new Set(fails));
    world.sends(["Ordered"]);
    for (const act of acts) step(sale, world, act);
    settle(sale, world);
    const { phase } = sale.state;
    ends.set(phase, (ends.get(phase) ?? 0) + 1);
    if (phase === "completed") {
      assert.deepEqual([world.goods, world.parcel], ["held", "sent"]);
      assert.deepEqual([world.charges, world.refunds], [1, 0]);
    } else {
      assert.notEqual(world.goods, "held");
      assert.notEqual(world.parcel, "sent");
      assert.deepEqual([world.deposit, world.charges - world.refunds], [false, 0]);
    }
    assertNeverForwardAgain(sale);
    assertNoCompensationSkipped(sale);
  });
  fc.assert(property, { numRuns: 2_000 });
  assert.ok((ends.get("completed") ?? 0) > 20 && (ends.get("cancelled") ?? 0) > 20);
});

function assertNeverForwardAgain(sale: Instance): void {
  const phases = sale.events.map(({ data }) => (data["process"] as { phase: string }).phase);
  const back = phases.indexOf("backward");
  if (back !== -1)
    assert.ok(phases.slice(back).every((each) => each !== "forward" && each !== "completed"));
}

/** Backwards over every step that was begun, in order, and over none twice. */
function assertNoCompensationSkipped(sale: Instance): void {
  const types = sale.events.map(({ type }) => type);
  const undo = ["Recall", "Reverse", "Release"];
  const done = types.filter((type, at) => undo.includes(type) && types.indexOf(type) === at);
  const begun = ["Send", "Deposit", "Opened"].map((type) => types.includes(type));
  if (done.length === 0) return;
  const first = undo.indexOf(done[0]!);
  assert.deepEqual(done, undo.slice(first));
  const lastBegun = begun.indexOf(true);
  const declined = done[0] === "Release" && lastBegun === 1;
  assert.ok(first === lastBegun || declined, `${types.join(" ")}: begins with ${done[0]}`);
}
