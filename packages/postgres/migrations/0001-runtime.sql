-- What every service's database holds beside the tables of its own views.

-- The log: event store, audit trail and outbox in one. Positions are dense and in commit order:
-- they are given out under a lock that is held until the commit (see 0002-commit-batch.sql).
-- Here and below, documents that only the runtime writes are JSON kept as text: it has just made
-- them, and to have each parsed once more by the type json cost a sixth of a batch (measured). In
-- queries by hand: data::json ->> 'orderId'.
create table events (
  position       bigint primary key,
  partition      smallint not null,
  stream         text not null,
  version        integer not null,
  type           text not null,
  schema_version smallint not null,
  tenant         text not null,
  correlation_id text not null,
  causation_id   text not null,
  traceparent    text not null,
  recorded_at    timestamptz not null,
  touches        text[],
  data           text not null,
  unique (stream, version)
);

-- States of streams at some version; what came after is in the log. A stream has one when events of
-- other streams move it, or when it has become long. Room is left in the pages so that an update stays
-- on its page.
create table snapshots (
  stream  text primary key,
  version integer not null,
  state   text not null
) with (fillfactor = 70);

-- When streams want to be woken.
create table timers (
  stream   text primary key,
  tenant   text not null,
  -- Counts the writes of this row: whoever relies on an earlier one is refused.
  revision integer not null default 1,
  due_at   timestamptz not null
);

create index timers_due on timers (due_at);

-- The live processes that share a consumer's partitions. A lease is as good as its owner's row here.
create table members (
  consumer    text not null,
  owner       text not null,
  joined_at   timestamptz not null,
  lease_until timestamptz not null,
  primary key (consumer, owner)
) with (fillfactor = 20);

-- Who reads which partition of which log, how far, and under which lease: the epoch counts them,
-- and a write under an earlier one is refused. All sources of a partition have the same owner.
create table positions (
  consumer  text not null,
  source    text not null,
  partition smallint not null,
  position  bigint not null default 0,
  epoch     bigint not null default 0,
  owner     text,
  primary key (consumer, source, partition)
) with (fillfactor = 20);

-- Messages off their partition: waiting for a retry, behind another of their key, for a person, or
-- to be let go. Only the owner of their partition moves them; a person only marks them.
create table parked (
  id        bigint generated always as identity primary key,
  consumer  text not null,
  source    text not null,
  partition smallint not null,
  position  bigint not null,
  key       text not null,
  tenant    text not null,
  message   json not null,
  status    text not null check (status in ('retry', 'queued', 'dead', 'dropped')),
  attempts  integer not null,
  next_at   timestamptz,
  code      text not null,
  error     text not null,
  parked_at timestamptz not null default now(),
  unique (consumer, source, position)
);

create index parked_key on parked (consumer, key, id);
create index parked_due on parked (consumer, next_at) where status in ('retry', 'dropped');

-- First answers to requests with an idempotency key; kept for 48 hours.
create table answers (
  key         text primary key,
  fingerprint text not null,
  answer      text not null,
  created_at  timestamptz not null
);

create index answers_age on answers using brin (created_at);

-- Values that only one stream may have.
create table claims (
  claim  text primary key,
  stream text not null
);

-- Fails the transaction when a write found fewer rows than it had to.
create function expect_rows(touched bigint, wanted bigint, failure text) returns void
language plpgsql as $$
begin
  if touched <> wanted then
    raise exception '% of % rows', touched, wanted using errcode = failure;
  end if;
end $$;
