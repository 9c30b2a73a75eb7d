-- Where each checkout is, for lists: written when one opens and when it ends, and on the ways that go wrong.
create table processes (
  tenant text not null,
  order_id text not null,
  phase text not null check (phase in ('running', 'compensating', 'completed', 'cancelled')),
  stuck boolean not null,
  primary key (tenant, order_id)
) with (fillfactor = 85);

-- Few at any time, and what a person looks for first.
create index processes_open on processes (tenant, order_id) where phase in ('running', 'compensating');
create index processes_cancelled on processes (tenant, order_id) where phase = 'cancelled';
