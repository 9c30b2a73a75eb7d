-- The tables of a shop written the usual way: one row a thing, an index where a page looks.
create table stock (
  sku text primary key,
  available integer not null check (available >= 0),
  reserved integer not null,
  shipped integer not null
);

create table orders (
  id bigint generated always as identity primary key,
  tenant text not null,
  reference text,
  customer text not null,
  address jsonb not null,
  status text not null,
  currency text not null,
  total bigint not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index orders_customer on orders (tenant, customer, id);
create index orders_status on orders (tenant, status, id);

create table order_lines (
  order_id bigint not null references orders,
  line integer not null,
  sku text not null references stock,
  quantity integer not null,
  unit_price bigint not null,
  primary key (order_id, line)
);

create table reservations (
  order_id bigint not null references orders,
  sku text not null,
  quantity integer not null,
  status text not null,
  primary key (order_id, sku)
);

create table payments (
  id bigint generated always as identity primary key,
  order_id bigint not null unique references orders,
  status text not null,
  authorized bigint not null,
  captured bigint not null,
  updated_at timestamptz not null default now()
);

create table shipments (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders,
  status text not null,
  tracking_number text not null unique,
  created_at timestamptz not null default now()
);
create index shipments_order on shipments (order_id);

create table notifications (
  order_id bigint not null references orders,
  kind text not null,
  recipient text not null,
  body text not null,
  sent_at timestamptz,
  primary key (order_id, kind)
);

-- Every step tells the others in its own transaction.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  payload jsonb not null,
  created_at timestamptz not null default now()
);

insert into stock
select 'SKU-' || n, 1000000000, 0, 0 from generate_series(1, 1000) as n;
