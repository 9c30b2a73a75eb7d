with moved as (
  update positions set position = batch.position_to
  from unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[])
       as batch (consumer, source, partition, position_from, position_to, epoch)
  where positions.consumer = batch.consumer and positions.source = batch.source
    and positions.partition = batch.partition and positions.position = batch.position_from
    and positions.epoch = batch.epoch
  returning 1
)
select expect_rows(count(*), $7, 'WB002') from moved
