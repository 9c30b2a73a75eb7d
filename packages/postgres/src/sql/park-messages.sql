insert into parked (consumer, source, partition, position, key, tenant, message, status, attempts,
                    next_at, code, error, type, attempt_log)
select consumer, source, partition, position, key, tenant, message::json, status, attempts,
       to_timestamp(next_at / 1000), code, error, type, '[]'::jsonb || attempt::jsonb
from unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::text[], $6::text[],
            $7::text[], $8::text[], $9::integer[], $10::float8[], $11::text[], $12::text[], $13::text[],
            $14::text[])
     with ordinality as batch (consumer, source, partition, position, key, tenant, message, status,
                               attempts, next_at, code, error, type, attempt, ordinal)
-- What a stranger has written, whose source no service has, may be found again before it is known to be listed.
where strpos(source, ':') = 0
   or not exists (
     select from parked as listed
     where listed.consumer = batch.consumer and listed.source = batch.source
       and listed.position = batch.position)
order by ordinal
