-- Runs after lock-log.sql in the same transaction, as a statement of its own: its snapshot is
-- then younger than the lock, so the newest position that it sees is the newest there is.
with appended as (
  insert into events (position, partition, stream, version, type, schema_version, tenant,
                      correlation_id, causation_id, traceparent, touches, data, recorded_at)
  select head.position + batch.ordinal, batch.partition, batch.stream, batch.version, batch.type,
         batch.schema_version, batch.tenant, batch.correlation_id, batch.causation_id,
         batch.traceparent, string_to_array(batch.touches, ' '), batch.data::json,
         to_timestamp($12::float8 / 1000)
  from unnest($1::smallint[], $2::text[], $3::integer[], $4::text[], $5::smallint[], $6::text[],
              $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
       with ordinality as batch (partition, stream, version, type, schema_version, tenant,
                                 correlation_id, causation_id, traceparent, touches, data, ordinal)
  cross join (select coalesce(max(position), 0) as position from events) as head
  returning position
)
select min(position) as first from appended
