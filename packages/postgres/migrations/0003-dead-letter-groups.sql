-- Dead letters by cause: consumer, error code and type of message. The type is what the message says,
-- kept apart because a JSON function fails on a message that holds the character NUL. A release that does
-- not know the column leaves it empty.
alter table parked add column type text not null default '', add column replay text;

update parked set type = coalesce(substring(message::text from '"type":"([^"\\]{1,200})"'), '');

-- Holds all that counting the groups needs, so that 100,000 dead letters are counted from the index alone.
create index parked_dead on parked (tenant, consumer, code, type, id) include (key, parked_at)
  where status = 'dead';
create index parked_replay on parked (replay) where replay is not null;

-- What people had tried again, so that they can see what became of it.
create table replays (
  id         text primary key,
  tenant     text not null,
  started_at timestamptz not null,
  letters    integer not null,
  -- Of these, replayed once more or dropped since.
  taken      integer not null default 0
);

create index replays_tenant on replays (tenant, started_at);
