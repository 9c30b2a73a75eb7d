-- Runs of `verify` that people asked for in the console. The latest few hundred are kept.
create table verifications (
  id         text primary key,
  tenant     text not null,
  key_id     text not null,
  state      text not null check (state in ('running', 'passed', 'broken', 'failed', 'interrupted')),
  started_at timestamptz not null default now(),
  -- When its process last said that it goes on.
  seen_at    timestamptz not null default now(),
  ended_at   timestamptz,
  progress   json,
  failure    text,
  -- Figures and results of the checks; what breaks them is apart, since lists do without it.
  report     json,
  violations json
);

-- One at a time, in all processes of an installation.
create unique index verifications_running on verifications (state) where state = 'running';

-- The list of a tenant's keys.
create index api_keys_by_tenant on api_keys (tenant, id desc);
