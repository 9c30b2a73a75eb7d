-- Times are whole milliseconds. After $2 and $3, a time and a position, at most $4; all when they are null.
with found as (
  select position, partition, stream, version, type, schema_version, tenant, correlation_id,
         causation_id, traceparent, touches, data,
         round(extract(epoch from recorded_at) * 1000)::bigint as ms
  from events where stream = any($1::text[])
)
select 0 as head, 0 as last, position, partition, stream, version, type, schema_version, tenant,
       correlation_id, causation_id, traceparent, touches, data, ms::float8 as time
from found
where $2::bigint is null or (ms, position) > ($2::bigint, $3::bigint)
order by ms, position limit $4::integer
