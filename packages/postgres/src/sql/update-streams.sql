with moved as (
  update streams set version = batch.version_to, state = batch.state::json,
                     due_at = to_timestamp(batch.due / 1000)
  from unnest($1::text[], $2::integer[], $3::integer[], $4::text[], $5::float8[])
       as batch (stream, version_from, version_to, state, due)
  where streams.stream = batch.stream and streams.version = batch.version_from
  returning 1
)
select expect_rows(count(*), $6, 'WB001') from moved
