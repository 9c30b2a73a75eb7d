-- Registered endpoints, mirrored from their streams; a removed one has no row.
create table webhook_endpoints (
  id text collate "C" primary key,
  tenant text collate "C" not null,
  url text not null,
  -- ["orders.*", "shipments.dispatched"]
  topics jsonb not null,
  secret text not null,
  status text not null,
  -- Milliseconds since 1970, as all times here.
  registered_at bigint not null
);

create index webhook_endpoints_by_tenant on webhook_endpoints (tenant, id);

-- How far the log of each service has been turned into deliveries.
create table webhook_positions (
  source text collate "C" primary key,
  position bigint not null
);

create table webhook_deliveries (
  -- Time-ordered; also the webhook-id of each attempt.
  id text collate "C" primary key,
  endpoint_id text collate "C" not null,
  tenant text collate "C" not null,
  event_id text collate "C" not null,
  topic text not null,
  -- Exactly what is signed and sent.
  body text not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  -- Since it was made or last replayed.
  attempts integer not null default 0,
  next_at bigint not null,
  created_at bigint not null,
  delivered_at bigint,
  -- [{at, durationMs, status, error}], oldest first
  log jsonb not null default '[]'
);

create index webhook_deliveries_due on webhook_deliveries (next_at) where status = 'pending';
create index webhook_deliveries_by_endpoint on webhook_deliveries (endpoint_id, id);

-- Endpoints of which every attempt has failed since then.
create table webhook_failing (
  endpoint_id text collate "C" primary key,
  since bigint not null
);
