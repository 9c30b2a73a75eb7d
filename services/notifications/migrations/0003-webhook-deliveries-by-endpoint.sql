-- What is due is looked for endpoint by endpoint, oldest first. The older release finds its own by this
-- index too.
create index webhook_deliveries_pending on webhook_deliveries (endpoint_id, next_at, id)
  where status = 'pending';
drop index webhook_deliveries_due;
