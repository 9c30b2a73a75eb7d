with reparked as (
  update parked set status = batch.status, attempts = batch.attempts,
                    next_at = to_timestamp(batch.next_at / 1000), code = batch.code,
                    error = batch.error, tenant = batch.tenant,
                    -- Of twenty the eleventh goes: the first ten and the last ten stay.
                    attempt_log = case
                      when batch.attempt is null then parked.attempt_log
                      when jsonb_array_length(parked.attempt_log) >= 20
                        then (parked.attempt_log - 10) || batch.attempt::jsonb
                      else coalesce(parked.attempt_log, '[]') || batch.attempt::jsonb
                    end
  from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::integer[], $6::float8[],
              $7::text[], $8::text[], $9::text[], $10::text[])
       as batch (consumer, source, position, status, attempts, next_at, code, error, tenant,
                 attempt)
  where parked.consumer = batch.consumer and parked.source = batch.source
    and parked.position = batch.position
  returning 1
)
select expect_rows(count(*), $11, 'WB002') from reparked
