-- Sets positions of a consumer anew, all that are named or none: not while a process is a member, and not when
-- one has moved since it was looked at. A lease of before is worth nothing then. What is parked behind a position
-- that goes back comes again with it, and would be there twice.
with moved as (
  update positions as held set position = wanted.target, epoch = held.epoch + 1, owner = null
  from unnest($2::text[], $3::smallint[], $4::bigint[], $5::bigint[]) as wanted (channel, partition, seen, target)
  where held.consumer = $1 and held.source = wanted.channel and held.partition = wanted.partition
    and held.position = wanted.seen
    and not exists (select from members where members.consumer = $1 and members.lease_until >= now())
  returning split_part(held.source, '/', 1) as log, held.partition, held.position, wanted.seen
),
freed as (
  delete from parked
  using (select log, partition, min(position) as position from moved
         where position < seen group by log, partition) as back
  where parked.consumer = $1 and parked.source = back.log and parked.partition = back.partition
    and parked.position > back.position
  returning 1
)
select expect_rows((select count(*) from moved), cardinality($2::text[]), 'WB002') as done,
       (select count(*)::float8 from freed) as freed
