import assert from "node:assert/strict";
import Type from "typebox";
import type { Contract, NewEvent } from "../concepts/contract.ts";
import type { DecideContext } from "../concepts/decider.ts";
import {
  defineProcess,
  reply,
  type ProcessCommand,
  type ProcessState,
} from "../concepts/process.ts";

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

/** Holds goods, takes a deposit, sends, charges: the charge is undone with the deposit. */
const sale = defineProcess<Facts>({
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

const { decider } = sale;
export const { definition, reactions } = sale;

/** One sale, at a time that tests set. */
export class Instance {
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

/** A sale that has begun and heard these answers. */
export function given(...heard: string[]): Instance {
  const instance = new Instance();
  instance.start();
  instance.hears(...heard);
  return instance;
}
