-- Whoever paused it first is who paused it.
insert into pauses (consumer, tenant, paused_by, reason, since)
values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
on conflict (consumer) do update set consumer = excluded.consumer
returning extract(epoch from since)::float8 * 1000 as since, tenant, paused_by, reason
