-- Who may call the API. Of a key only its SHA-256 is kept: it has 256 random bits, so a slow hash
-- would add nothing.
create table api_keys (
  id         text primary key,
  hash       bytea not null unique,
  tenant     text not null,
  role       text not null check (role in ('customer', 'operator', 'admin')),
  customer   text,
  name       text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

-- Secrets that all processes of an installation share: made at the first start.
create table shared_secrets (
  name  text primary key,
  value text not null
);

-- What was done once for an installation, such as loading the sample shop.
create table milestones (
  name    text primary key,
  reached timestamptz not null default now()
);
