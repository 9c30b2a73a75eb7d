insert into streams (stream, tenant, version, state, due_at)
select stream, tenant, version, state::json, to_timestamp(due / 1000)
from unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::float8[])
     as batch (stream, tenant, version, state, due)
