-- Takes what is free, what a process has that is no member any more, or one's own already; with $5
-- anyone's. A new epoch refuses whatever an earlier owner still tries to write.
--
-- A log is read as a whole (`orders`) or by topic (`orders/orders.created`), as the bus has it. `other` is what
-- another bus left behind: a topic begins where the whole log was read to, a log knows which topics were read
-- further (`ahead`), and nobody reads in one way while a member still reads in the other.
with wanted as (
  select channel, split_part(channel, '/', 1) as log, strpos(channel, '/') > 0 as by_topic, partition
  from unnest($2::text[]) as channel, unnest($3::smallint[]) as partition
),
other as (
  select distinct wanted.log, wanted.by_topic, held.*
  from wanted
  join positions as held
    on held.consumer = $1 and held.partition = wanted.partition
   and split_part(held.source, '/', 1) = wanted.log
   and (strpos(held.source, '/') > 0) <> wanted.by_topic
),
taken as (
  select distinct partition from other
  where owner <> $4 and not $5
    and exists (select from members
                where members.consumer = $1 and members.owner = other.owner
                  and members.lease_until >= now())
),
fenced as (
  update positions as held set owner = null, epoch = held.epoch + 1, current = false
  from other
  where held.consumer = $1 and held.source = other.source and held.partition = other.partition
    and held.current and held.partition not in (select partition from taken)
)
insert into positions as held (consumer, source, partition, position, epoch, owner)
select $1, wanted.channel, wanted.partition, coalesce(other.position, 0), 1, $4
from wanted
left join other on other.log = wanted.log and other.partition = wanted.partition
               and wanted.by_topic and other.by_topic
where wanted.partition not in (select partition from taken)
order by wanted.channel, wanted.partition
on conflict (consumer, source, partition) do update
  set epoch = held.epoch + 1, owner = excluded.owner, current = true,
      position = greatest(held.position, excluded.position)
  where $5 or held.owner is null or held.owner = excluded.owner
    or not exists (select from members
                   where members.consumer = held.consumer and members.owner = held.owner
                     and members.lease_until >= now())
returning source as channel, partition, position, epoch,
  (select json_object_agg(other.source, other.position) from other
   where other.log = held.source and not other.by_topic and other.partition = held.partition
     and other.position > held.position) as ahead
