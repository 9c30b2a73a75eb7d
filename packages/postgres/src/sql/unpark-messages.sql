-- What was handled goes; the next message of its key becomes due at once. A message that is no
-- longer there was handled by another owner, so what this batch made of it must not count.
with done as (
  delete from parked using unnest($1::text[], $2::text[], $3::bigint[])
                           as batch (consumer, source, position)
  where parked.consumer = batch.consumer and parked.source = batch.source
    and parked.position = batch.position
  returning parked.id, parked.consumer, parked.key
), next as (
  select min(parked.id) as id from parked
  join done on done.consumer = parked.consumer and done.key = parked.key and parked.id > done.id
  group by done.id
), due as (
  update parked set status = 'retry', next_at = to_timestamp(0)
  from next where parked.id = next.id and parked.status = 'queued'
)
select expect_rows(count(*), $4, 'WB002') from done
