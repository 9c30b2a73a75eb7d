import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import Type from "typebox";
import type { Contract, NewEvent } from "./contract.ts";
import type { DecideContext } from "./decider.ts";
import { describeProcess, drawProcess, stepStatuses } from "./process-drawing.ts";
import { defineProcess, reply, type ProcessCommand, type ProcessState } from "./process.ts";

/** Holds goods, takes a deposit, sends, charges: the charge is undone with the deposit. */
const event = (type: string): Contract => ({
  source: "test",
  type,
  topic: type,
  version: 1,
  schema: Type.Object({ id: Type.String(), part: Type.Optional(Type.Boolean()) }),
});
const asks = (type: string) => ({ contract: event(type), data: () => ({}) });
const whole = { when: (data: unknown) => (data as { part?: boolean }).part !== true };

interface Facts {
  readonly address: string;
  readonly goods?: string;
}

const { decider, definition, reactions } = defineProcess<Facts>({
  name: "sale",
  category: "sale",
  subject: "id",
  start: { contract: event("Ordered"), facts: (data) => ({ address: (data as Facts).address }) },
  updates: [reply(event("Moved"), { learn: (data) => data as Partial<Facts> })],
  cancels: [
    reply(event("CancelAsked"), { reason: () => "asked" }),
    reply(event("HoldExpiring"), { during: ["hold", "deposit"], reason: () => "expired" }),
  ],
  steps: [
    {
      name: "hold",
      succeeds: [reply(event("Held"), { learn: () => ({ goods: "mug" }) })],
      fails: [reply(event("NotHeld"), { reason: () => "none_left" })],
      deadlineMs: 1_000,
      onDeadline: "compensate",
      compensation: { request: asks("Release"), done: [reply(event("Released"))], resendMs: 500 },
    },
    {
      name: "deposit",
      request: asks("Deposit"),
      succeeds: [reply(event("Deposited"))],
      fails: [reply(event("Declined"), { reason: () => "declined" })],
      deadlineMs: 2_000,
      onDeadline: "compensate",
      timeoutReason: "bank_silent",
      compensation: {
        request: asks("Reverse"),
        done: [reply(event("Reversed"), whole)],
        resendMs: 500,
      },
    },
    {
      name: "send",
      request: {
        contract: event("Send"),
        data: ({ address, goods }) => ({ address, goods }),
      },
      succeeds: [reply(event("Sent"))],
      fails: [reply(event("NotSent"))],
      failsPartly: true,
      deadlineMs: 9_000,
      onDeadline: "compensate",
      compensation: { request: asks("Recall"), done: [reply(event("Recalled"))], resendMs: 500 },
    },
    {
      name: "charge",
      request: asks("Charge"),
      succeeds: [reply(event("Charged"))],
      fails: [reply(event("NotCharged"))],
      deadlineMs: 1_000,
      onDeadline: "resend",
    },
  ],
  maxAttempts: 3,
  events: {
    opened: event("Opened"),
    noted: event("Noted"),
    updated: event("Updated"),
    completed: event("Completed"),
    cancelled: event("Cancelled"),
    stuck: event("Stuck"),
  },
});

class Instance {
  state: ProcessState<Facts> = decider.initial("1");
  now = 0;
  readonly events: { readonly type: string; readonly data: Record<string, unknown> }[] = [];

  give(command: ProcessCommand): string[] {
    const context: DecideContext = {
      now: this.now,
      tenant: "t",
      id: (prefix) => prefix,
      other: () => assert.fail("a process reads no other stream"),
    };
    const events: readonly NewEvent[] = decider.decide(command, this.state, context);
    for (const { contract, data } of events) {
      const written = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
      this.state = decider.evolve(
        this.state,
        { type: contract.type, data: written },
        {
          key: "1",
          tenant: "t",
          time: this.now,
        },
      );
      this.events.push({ type: contract.type, data: written });
    }
    return events.map(({ contract }) => contract.type);
  }

  start(): string[] {
    return this.give({ type: "start", key: "1", data: { id: "1", address: "here" } });
  }

  hears(...types: string[]): string[] {
    return types.flatMap((type) => this.hearsData(type, {}));
  }

  hearsData(type: string, data: object): string[] {
    return this.give({ type: "reply", key: "1", message: { type, data: { id: "1", ...data } } });
  }

  wakeAt(now: number): string[] {
    this.now = now;
    return this.give({ type: "wake", key: "1" });
  }
}

function given(...heard: string[]): Instance {
  const instance = new Instance();
  instance.start();
  instance.hears(...heard);
  return instance;
}

test("goes forwards from answer to answer and completes", () => {
  const sale = new Instance();
  assert.deepEqual(sale.start(), ["Opened"]);
  assert.deepEqual(sale.hears("Held", "Deposited", "Sent", "Charged"), [
    "Deposit",
    "Send",
    "Charge",
    "Completed",
  ]);
  assert.equal(sale.state.due, undefined);
});

test("each request carries what was learnt, and the subject", () => {
  const sale = given("Held");
  sale.hearsData("Moved", { address: "there" });
  sale.hears("Deposited");
  const { data } = sale.events.at(-1)!;
  assert.deepEqual([data["id"], data["address"], data["goods"]], ["1", "there", "mug"]);
});

test("answers that came before the start are kept and take effect in order", () => {
  const sale = new Instance();
  assert.deepEqual(sale.hears("Held", "Held", "CancelAsked"), ["Noted", "Noted"]);
  assert.deepEqual(sale.start(), ["Opened", "Deposit", "Reverse"]);
  assert.deepEqual(sale.start(), []);
});

test("repeated answers and those of other steps change nothing", () => {
  assert.deepEqual(given("Held").hears("Held", "Sent", "Released", "Reversed"), []);
});

test("a refusal undoes the steps before it, and the step itself where it may be half done", () => {
  assert.deepEqual(given().hears("NotHeld"), ["Cancelled"]);
  assert.deepEqual(given("Held").hears("Declined", "Released"), ["Release", "Cancelled"]);
  const refused = given("Held", "Deposited").hears("NotSent", "Recalled", "Reversed", "Released");
  assert.deepEqual(refused, ["Recall", "Reverse", "Release", "Cancelled"]);
});

test("a deadline undoes the step that is overdue too, with its own reason", () => {
  const sale = given("Held");
  assert.deepEqual(sale.wakeAt(1_999), []);
  assert.deepEqual(sale.wakeAt(2_000), ["Reverse"]);
  assert.equal(sale.state.reason, "bank_silent");
  const other = given();
  other.wakeAt(1_000);
  assert.equal(other.state.reason, "hold_timeout");
});

test("a step without way back is asked for again, then is stuck until a person retries", () => {
  const sale = given("Held", "Deposited", "Sent");
  assert.deepEqual(sale.wakeAt(1_000), ["Charge"]);
  assert.deepEqual(sale.wakeAt(2_000), []);
  assert.deepEqual(sale.wakeAt(3_000), ["Charge"]);
  assert.deepEqual(sale.wakeAt(9_000), ["Stuck"]);
  assert.deepEqual([sale.state.stuck, sale.state.due], [true, undefined]);
  assert.deepEqual(sale.give({ type: "retry", key: "1" }), ["Charge"]);
  assert.deepEqual([sale.state.stuck, sale.state.attempt], [false, 1]);
});

test("changed details leave a stuck process listed as stuck", () => {
  const sale = given("Held", "Deposited", "Sent");
  for (const now of [1_000, 3_000, 9_000]) sale.wakeAt(now);
  assert.deepEqual(sale.hearsData("Moved", { address: "there" }), ["Updated"]);
  assert.equal(sale.state.stuck, true);
});

test("a stuck process still takes its answer", () => {
  const sale = given("Held", "Deposited", "Sent");
  for (const now of [1_000, 3_000, 9_000]) sale.wakeAt(now);
  assert.deepEqual(sale.hears("Charged"), ["Completed"]);
  assert.equal(sale.state.stuck, false);
});

test("a compensation is asked for again until it is done, and partial ones are not done", () => {
  const sale = given("Held", "Declined");
  assert.deepEqual(sale.wakeAt(500), ["Release"]);
  const other = given("Held", "CancelAsked");
  assert.deepEqual(other.hearsData("Reversed", { part: true }), []);
  assert.deepEqual(other.hears("Reversed"), ["Release"]);
});

test("cancelling is legal at any time, also after completion, and once", () => {
  const sale = given("Held", "Deposited", "Sent", "Charged");
  assert.deepEqual(sale.hears("CancelAsked", "CancelAsked"), ["Recall"]);
  assert.deepEqual(sale.hears("Recalled", "Reversed", "Released"), [
    "Reverse",
    "Release",
    "Cancelled",
  ]);
  assert.equal(sale.state.reason, "asked");
});

test("a question that only some steps care about is passed over by the others", () => {
  assert.deepEqual(given("Held").hears("HoldExpiring"), ["Reverse"]);
  assert.deepEqual(given("Held", "Deposited").hears("HoldExpiring"), []);
  assert.deepEqual(given("Held", "Deposited", "Sent", "Charged").hears("HoldExpiring"), []);
});

test("messages are for the instance that their subject names, whatever stream they stand in", () => {
  const sent = reactions.find((each) => each.on.type === "Sent")!;
  const command = sent.command({ type: "Sent", stream: "parcel-7", data: { id: "1" } } as never);
  assert.equal((command as ProcessCommand).key, "1");
});

test("an instance can be inspected and drawn", () => {
  const sale = given("Held", "Deposited", "NotSent", "Recalled");
  assert.deepEqual(stepStatuses(definition, sale.state), ["done", "undoing", "undone", "ahead"]);
  const drawing = drawProcess(describeProcess(definition), sale.state);
  assert.match(drawing, /^flowchart TD\n/);
  assert.match(drawing, /do_send -.->\|"NotSent"\| undo_send\n/);
  assert.match(drawing, /class undo_deposit current\n/);
  assert.doesNotMatch(drawing, /do_charge .*HoldExpiring/);
});

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
