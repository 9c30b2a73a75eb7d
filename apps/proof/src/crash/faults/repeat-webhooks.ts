import { setTimeout as delay } from "node:timers/promises";
import { signWebhook } from "@waybill/kit";
import { eachOf } from "../each-of.ts";
import type { Drill, Scene } from "../drill.ts";
import { rowsOf } from "../sessions.ts";

const times = 3;
const eventsOfCall = 100;
const fullRounds = 6;

interface EntryRow {
  readonly id: string;
  readonly order_id: string;
  readonly kind: string;
  readonly answer: string;
  readonly metadata: string;
}

interface Done {
  readonly outcome: string;
  readonly amount: number;
  readonly payment: object;
}

const types: Readonly<Record<string, string>> = {
  authorize: "payment.authorized",
  capture: "payment.captured",
  void: "payment.voided",
  refund: "payment.refunded",
};

/**
 * Everything that the provider ever did is told again by webhook, several times at once, while orders
 * flow, and after they have ended: also of those that were cancelled meanwhile.
 */
export const repeatWebhooks: Drill = {
  name: "repeat-webhooks",
  faults: [24],
  place: "embedded",
  isQuick: false,
  async strike(scene) {
    const { load, evidence, options } = scene;
    const secret = await secretOf(scene);
    let told = 0;
    for (let round = 0; round < (options.quick ? 1 : fullRounds); round++) {
      await delay(1_500);
      evidence.struck(load);
      told += await tellAll(scene, secret);
    }
    evidence.notes.push(`${told} events told again`);
    if (told === 0) evidence.hits = 0;
  },
};

async function secretOf({ shop }: Scene): Promise<string> {
  const [row] = await rowsOf<{ value: string }>(
    await shop.serviceUrl("platform"),
    "select value from shared_secrets where name = 'provider'",
  );
  if (row === undefined) throw new Error("the provider has no secret to sign with");
  return row.value;
}

/** @returns how many events were taken */
async function tellAll(scene: Scene, secret: string): Promise<number> {
  const rows = await rowsOf<EntryRow>(
    await scene.shop.serviceUrl("provider"),
    `select idempotency_key as id, order_id, kind, answer, metadata
     from ledger_entries join payments using (order_id) order by created_at`,
  );
  const events = rows.flatMap(eventOf);
  const calls: (typeof events)[] = [];
  for (let from = 0; from < events.length; from += eventsOfCall) {
    const part = events.slice(from, from + eventsOfCall);
    calls.push(...Array.from({ length: times }, () => part));
  }
  await eachOf(calls, (call) => tell(scene, secret, call), times);
  return events.length * times;
}

function eventOf({ id, order_id: orderId, kind, answer, metadata }: EntryRow): readonly object[] {
  const { outcome, amount, payment } = JSON.parse(answer) as Done;
  const type = types[kind];
  const left = JSON.parse(metadata) as { readonly tenant?: string };
  // Closed before it was ever authorised: the provider does not know whose it is, and tells nobody.
  if (outcome !== "done" || type === undefined || left.tenant === undefined) return [];
  const [, refundId] = id.split(":refund:");
  const refund = refundId === undefined ? {} : { refundId };
  return [{ id: `evt_${id}`, type, orderId, amount, payment, metadata: left, ...refund }];
}

async function tell({ load, evidence }: Scene, secret: string, events: readonly object[]) {
  const body = JSON.stringify({ events });
  const id = `msg_${Math.random().toString(36).slice(2)}`;
  const headers = {
    "content-type": "application/json",
    ...signWebhook({ id, body, now: Date.now() }, [secret]),
  };
  const reply = await load.client.call({
    method: "POST",
    path: "/webhooks/provider",
    body,
    headers,
  });
  if (reply.status !== 200) {
    evidence.violations.push(`a repeated webhook was answered ${reply.status} ${reply.code}`);
  }
}
