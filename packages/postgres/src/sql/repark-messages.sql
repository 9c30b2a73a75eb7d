with reparked as (
  update parked set status = batch.status, attempts = batch.attempts,
                    next_at = to_timestamp(batch.next_at / 1000), code = batch.code,
                    error = batch.error, tenant = batch.tenant
  from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::integer[], $6::float8[],
              $7::text[], $8::text[], $9::text[])
       as batch (consumer, source, position, status, attempts, next_at, code, error, tenant)
  where parked.consumer = batch.consumer and parked.source = batch.source
    and parked.position = batch.position
  returning 1
)
select expect_rows(count(*), $10, 'WB002') from reparked
