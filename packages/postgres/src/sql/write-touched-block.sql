-- Block $1, positions after $2 up to $3, when the log has reached its end. Positions are in commit order, so
-- none of it comes later. Of several processes one writes it: the others wait for its row of the block.
with claimed as (
  insert into touched_blocks (block)
  select $1::bigint where exists (select from events where position >= $3::bigint)
  on conflict do nothing returning block
), part as (
  select unnest(touches) as stream, position from events
  where position > $2::bigint and position <= $3::bigint and touches is not null
    and exists (select from claimed)
), written as (
  insert into touched_streams (stream, block, positions)
  select stream, $1::bigint, array_agg(distinct position order by position) from part group by stream
)
select block from claimed
