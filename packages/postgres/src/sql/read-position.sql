select 0 as head, 0 as last, position, partition, stream, version, type, schema_version, tenant,
       correlation_id, causation_id, traceparent, touches, data,
       extract(epoch from recorded_at)::float8 * 1000 as time
from events where position = $1
