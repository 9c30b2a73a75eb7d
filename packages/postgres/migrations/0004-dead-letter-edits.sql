-- What failed, attempt by attempt, and messages that a person has edited.

-- The first ten attempts and the last ten, as JSON; null: none has failed. `edits` counts how often the
-- message was edited. A release that does not know these columns leaves them as they are.
alter table parked add column attempt_log jsonb, add column edits integer not null default 0;

-- By key, whoever the consumer is: what stands still of one order. Does what parked_key did, too.
create index parked_by_key on parked (key, consumer, id);
drop index parked_key;
-- Newest first, of a tenant.
create index parked_newest on parked (tenant, id) where status = 'dead';
-- How many wait behind the dead ones of a consumer.
create index parked_queued on parked (consumer, key) where status = 'queued';

-- Messages that were handled, or are to be handled, in another form than the one in the log. A row is
-- never changed: of a message the highest `edit` counts. The original stands at `position` of the log
-- of `source`.
create table message_edits (
  consumer       text not null,
  source         text not null,
  position       bigint not null,
  edit           integer not null,
  key            text not null,
  tenant         text not null,
  type           text not null,
  schema_version smallint not null,
  -- What it said before, in the log or after the last edit.
  before         json not null,
  data           json not null,
  edited_by      text not null,
  edited_at      timestamptz not null,
  reason         text not null,
  primary key (consumer, source, position, edit)
);

create index message_edits_key on message_edits (key);
