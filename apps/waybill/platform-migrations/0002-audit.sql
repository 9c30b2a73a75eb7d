-- What people changed: written before the change is made, and completed with its outcome. A row
-- without a status is of a process that ended in between.
create table audit (
  id             text primary key,
  tenant         text not null,
  at             timestamptz not null,
  key_id         text not null,
  role           text not null,
  operation      text not null,
  method         text not null,
  path           text not null,
  reason         text,
  correlation_id text not null,
  status         int
);

-- Ids are ordered by time.
create index audit_by_tenant on audit (tenant, id desc);
create index audit_by_path on audit (tenant, path, id desc);
