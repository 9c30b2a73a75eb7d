-- Keeps this process a member of its consumers, and tells who else is one. Who had lapsed joins anew.
with beat as (
  insert into members as mine (consumer, owner, joined_at, lease_until)
  select consumer, $1, now(), now() + make_interval(secs => $3::float8 / 1000)
  from unnest($2::text[]) as consumer
  on conflict (consumer, owner) do update
    set lease_until = excluded.lease_until,
        joined_at = case when mine.lease_until < now() then now() else mine.joined_at end
  returning consumer, owner, joined_at
), forgotten as (
  delete from members where consumer = any($2) and lease_until < now() - interval '1 minute' and owner <> $1
), live as (
  select consumer, owner, joined_at from beat
  union all
  select consumer, owner, joined_at from members
  where consumer = any($2) and owner <> $1 and lease_until >= now()
)
select consumer, owner from live order by consumer, joined_at, owner
