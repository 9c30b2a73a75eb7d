-- Events at these positions, newest first.
select position, partition, stream, version, type, schema_version, tenant, correlation_id,
       causation_id, traceparent, touches, data,
       extract(epoch from recorded_at)::float8 * 1000 as time
from events where position = any($1::bigint[]) order by position desc
