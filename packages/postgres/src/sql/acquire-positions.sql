-- Takes what is free, lapsed, or one's own already; with $6 anyone's. A new epoch refuses
-- whatever an earlier owner still tries to write.
insert into positions as held (consumer, source, partition, epoch, owner, lease_until)
select $1, source, partition, 1, $4, now() + make_interval(secs => $5::float8 / 1000)
from unnest($2::text[]) as source, unnest($3::smallint[]) as partition
on conflict (consumer, source, partition) do update
  set epoch = held.epoch + 1, owner = excluded.owner, lease_until = excluded.lease_until
  where held.owner is null or held.owner = excluded.owner or held.lease_until < now() or $6
returning consumer, source, partition, position, epoch
