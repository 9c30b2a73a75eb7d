-- Consumers that a person has paused. A release that does not know this table goes on consuming.
create table pauses (
  consumer  text primary key,
  tenant    text not null,
  paused_by text not null,
  reason    text not null,
  since     timestamptz not null
);

-- What each process says with every beat of its part of the consumer, as JSON; empty from a release that
-- does not know the column.
alter table members add column report text;
