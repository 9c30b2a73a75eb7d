-- Orders with notifications, so that lists can go through them. Written once an order and never
-- changed; what the notifications are stands in the streams.
create table notification_orders (
  tenant text collate "C" not null,
  -- Time-ordered.
  order_id text collate "C" not null,
  primary key (tenant, order_id)
);
