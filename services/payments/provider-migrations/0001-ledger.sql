-- The simulated provider's own books: not ours, so nothing here refers to the service's tables. A
-- payment is written twice, and a batch writes all of a page: so it has room for each of them again.
create table payments (
  order_id text primary key,
  payment_id text not null,
  currency text not null,
  token text not null,
  metadata text not null,
  authorized bigint not null,
  captured bigint not null,
  voided bigint not null,
  refunded bigint not null,
  captures integer not null,
  failures integer not null,
  closed boolean not null,
  version integer not null
) with (fillfactor = 50);

create table ledger_entries (
  idempotency_key text primary key,
  order_id text not null,
  kind text not null,
  fingerprint text not null,
  answer text not null,
  -- The event that still has to be posted; null when there is none, or when it was taken.
  webhook text,
  created_at bigint not null
);

create index ledger_entries_unsent on ledger_entries (created_at) where webhook is not null;
