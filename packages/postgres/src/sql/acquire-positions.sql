-- Takes what is free, what a process has that is no member any more, or one's own already; with $5
-- anyone's. A new epoch refuses whatever an earlier owner still tries to write.
insert into positions as held (consumer, source, partition, epoch, owner)
select $1, source, partition, 1, $4
from unnest($2::text[]) as source, unnest($3::smallint[]) as partition
order by source, partition
on conflict (consumer, source, partition) do update
  set epoch = held.epoch + 1, owner = excluded.owner
  where $5 or held.owner is null or held.owner = excluded.owner
    or not exists (select from members
                   where members.consumer = held.consumer and members.owner = held.owner
                     and members.lease_until >= now())
returning source as channel, partition, position, epoch
