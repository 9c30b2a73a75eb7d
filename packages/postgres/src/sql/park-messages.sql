insert into parked (consumer, source, position, key, tenant, message, status, attempts, next_at, code, error)
select consumer, source, position, key, tenant, message::json, status, attempts,
       to_timestamp(next_at / 1000), code, error
from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::integer[], $9::float8[], $10::text[], $11::text[])
     with ordinality as batch (consumer, source, position, key, tenant, message, status, attempts,
                               next_at, code, error, ordinal)
order by ordinal
