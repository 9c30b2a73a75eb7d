-- The log after $1, at most $4 positions of it. The head and the events are of one snapshot, so
-- everything up to the returned `scanned` has been looked at. Data is text: were it taken for JSON here,
-- one row that is none would keep everything behind it from everybody.
with head as (select coalesce(max(position), 0) as position from events),
     part as (select least(head.position, $1::bigint + $4::bigint) as last from head)
select head.position as head, part.last, event.*
from head cross join part
left join lateral (
  select position, partition, stream, version, type, schema_version, tenant, correlation_id,
         causation_id, traceparent, touches, data,
         extract(epoch from recorded_at)::float8 * 1000 as time
  from events
  where events.position > $1::bigint and events.position <= part.last and type = any($2::text[])
  order by events.position limit $3
) as event on true
order by event.position
