\set sku random(1, 1000)
\set customer random(1, 2000)
begin;
insert into orders (tenant, customer, address, status, currency, total) values ('dev', 'c' || :customer || '@example.com', '{"name":"Ana","line1":"1 Main St","city":"Porto","postalCode":"4000-001","country":"PT"}', 'pending', 'EUR', 1290) returning id as order_id \gset
insert into order_lines values (:order_id, 1, 'SKU-' || :sku, 1, 1290);
insert into outbox (topic, key, payload) values ('orders.created', :order_id::text, '{"lines":[{"quantity":1,"unitPrice":1290}],"total":1290,"currency":"EUR"}');
commit;
begin;
update stock set available = available - 1, reserved = reserved + 1 where sku = 'SKU-' || :sku and available >= 1;
insert into reservations values (:order_id, 'SKU-' || :sku, 1, 'reserved');
insert into outbox (topic, key, payload) values ('inventory.reserved', :order_id::text, '{"allocations":[{"location":"lisbon","quantity":1}]}');
commit;
begin;
insert into payments (order_id, status, authorized, captured) values (:order_id, 'authorized', 1290, 0);
update orders set status = 'confirmed', updated_at = now() where id = :order_id;
insert into outbox (topic, key, payload) values ('payments.authorized', :order_id::text, '{"amount":1290,"currency":"EUR"}');
commit;
begin;
insert into shipments (order_id, status, tracking_number) values (:order_id, 'dispatched', 'TRK-' || :order_id);
update stock set reserved = reserved - 1, shipped = shipped + 1 where sku = 'SKU-' || :sku;
insert into outbox (topic, key, payload) values ('shipments.dispatched', :order_id::text, '{"carrier":"simulated"}');
commit;
begin;
update payments set status = 'captured', captured = 1290, updated_at = now() where order_id = :order_id;
update orders set status = 'completed', updated_at = now() where id = :order_id;
insert into outbox (topic, key, payload) values ('orders.completed', :order_id::text, '{"amount":1290,"currency":"EUR"}');
commit;
begin;
insert into notifications values (:order_id, 'completed', 'c' || :customer || '@example.com', 'Your order is on its way.', now());
insert into outbox (topic, key, payload) values ('notifications.sent', :order_id::text, '{"kind":"completed"}');
commit;
