import type { Database } from "@waybill/kit";
import type { ProviderAnswer } from "../provider.ts";
import type { Entry, LedgerLine, PaymentRow, SimulatedLedger, Unsent } from "./ledger.ts";

type Numeric = string | number;

interface StoredPayment {
  readonly order_id: string;
  readonly payment_id: string;
  readonly currency: string;
  readonly token: string;
  readonly metadata: string;
  readonly authorized: Numeric;
  readonly captured: Numeric;
  readonly voided: Numeric;
  readonly refunded: Numeric;
  readonly captures: number;
  readonly failures: number;
  readonly closed: boolean;
  readonly version: number;
}

interface StoredEntry {
  readonly idempotency_key: string;
  readonly order_id: string;
  readonly kind: string;
  readonly fingerprint: string;
  readonly answer: string;
  readonly created_at: Numeric;
}

/** One statement for a whole batch. Rows are written in the order of their keys, so that two providers on one database cannot deadlock. */
const appendSql = `
with moved as (
  insert into payments as held (
    order_id, payment_id, currency, token, metadata,
    authorized, captured, voided, refunded, captures, failures, closed, version
  )
  select * from unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
    $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
    $10::integer[], $11::integer[], $12::boolean[], $13::integer[]
  )
  on conflict (order_id) do update set
    payment_id = excluded.payment_id, currency = excluded.currency, token = excluded.token,
    metadata = excluded.metadata, authorized = excluded.authorized, captured = excluded.captured,
    voided = excluded.voided, refunded = excluded.refunded, captures = excluded.captures,
    failures = excluded.failures, closed = excluded.closed, version = excluded.version
  where held.version = excluded.version - 1
  returning held.order_id
), written as (
  insert into ledger_entries (
    idempotency_key, order_id, kind, fingerprint, answer, webhook, created_at
  )
  select entry.* from unnest(
    $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::bigint[]
  ) as entry (idempotency_key, order_id, kind, fingerprint, answer, webhook, created_at)
  join moved using (order_id)
)
select order_id from moved`;

/** The provider's books in a database of its own, made by `provider-migrations/`. */
export function postgresLedger(database: Database): SimulatedLedger {
  return {
    async load(orderIds, keys) {
      // One after the other: whoever sees what a payment came to sees the entries that brought it there.
      const payments = await database.query<StoredPayment>(
        "select * from payments where order_id = any($1)",
        [orderIds],
      );
      const entries = await database.query<StoredEntry>(
        `select idempotency_key, order_id, kind, fingerprint, answer, created_at
         from ledger_entries where idempotency_key = any($1)`,
        [keys],
      );
      return { payments: payments.map(paymentOf), entries: entries.map(entryOf) };
    },
    async append(payments, entries) {
      const rows = payments.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1));
      const written = await database.query<{ readonly order_id: string }>(appendSql, [
        ...paymentColumns(rows),
        ...entryColumns(entries),
      ]);
      return new Set(written.map((row) => row.order_id));
    },
    async page(afterOrderId, limit) {
      const rows = await database.query<StoredPayment>(
        "select * from payments where order_id > $1 order by order_id limit $2",
        [afterOrderId, limit],
      );
      return rows.map((row): LedgerLine => paymentOf(row));
    },
    async unsent(limit) {
      const rows = await database.query<{ idempotency_key: string; webhook: string }>(
        `select idempotency_key, webhook from ledger_entries
         where webhook is not null order by created_at limit $1`,
        [limit],
      );
      return rows.map((row): Unsent => ({
        idempotencyKey: row.idempotency_key,
        webhook: row.webhook,
      }));
    },
    async markSent(keys) {
      await database.query(
        "update ledger_entries set webhook = null where idempotency_key = any($1)",
        [keys],
      );
    },
  };
}

function paymentColumns(rows: readonly PaymentRow[]): unknown[][] {
  return [
    rows.map((row) => row.orderId),
    rows.map((row) => row.paymentId),
    rows.map((row) => row.currency),
    rows.map((row) => row.token),
    rows.map((row) => row.metadata),
    rows.map((row) => row.authorized),
    rows.map((row) => row.captured),
    rows.map((row) => row.voided),
    rows.map((row) => row.refunded),
    rows.map((row) => row.captures),
    rows.map((row) => row.failures),
    rows.map((row) => row.closed),
    rows.map((row) => row.version),
  ];
}

function entryColumns(entries: readonly Entry[]): unknown[][] {
  return [
    entries.map((entry) => entry.idempotencyKey),
    entries.map((entry) => entry.orderId),
    entries.map((entry) => entry.kind),
    entries.map((entry) => entry.fingerprint),
    entries.map((entry) => JSON.stringify(entry.answer)),
    entries.map((entry) => entry.webhook ?? null),
    entries.map((entry) => entry.createdAt),
  ];
}

function paymentOf(row: StoredPayment): PaymentRow {
  return {
    orderId: row.order_id,
    paymentId: row.payment_id,
    currency: row.currency,
    token: row.token,
    metadata: row.metadata,
    authorized: Number(row.authorized),
    captured: Number(row.captured),
    voided: Number(row.voided),
    refunded: Number(row.refunded),
    captures: row.captures,
    failures: row.failures,
    closed: row.closed,
    version: row.version,
  };
}

function entryOf(row: StoredEntry): Entry {
  return {
    idempotencyKey: row.idempotency_key,
    orderId: row.order_id,
    kind: row.kind,
    fingerprint: row.fingerprint,
    answer: JSON.parse(row.answer) as ProviderAnswer,
    createdAt: Number(row.created_at),
  };
}
