-- Keeps this process a member of its consumers, and tells who else is one, what each says of its part, and
-- whether a person has paused the consumer. Who had lapsed joins anew.
with beat as (
  insert into members as mine (consumer, owner, joined_at, lease_until, report)
  select consumer, $1, now(), now() + make_interval(secs => $3::float8 / 1000), report
  from unnest($2::text[], $4::text[]) as said (consumer, report)
  on conflict (consumer, owner) do update
    set lease_until = excluded.lease_until, report = excluded.report,
        joined_at = case when mine.lease_until < now() then now() else mine.joined_at end
  returning consumer, owner, joined_at, lease_until, report
), forgotten as (
  delete from members where consumer = any($2) and lease_until < now() - interval '1 minute' and owner <> $1
), live as (
  select consumer, owner, joined_at, lease_until, report from beat
  union all
  select consumer, owner, joined_at, lease_until, report from members
  where consumer = any($2) and owner <> $1 and lease_until >= now()
)
select live.consumer, owner, report::json as report,
       extract(epoch from joined_at)::float8 * 1000 as joined_at,
       extract(epoch from lease_until)::float8 * 1000 - $3::float8 as beat_at,
       extract(epoch from since)::float8 * 1000 as since, tenant, paused_by, reason
from live left join pauses on pauses.consumer = live.consumer
order by live.consumer, live.joined_at, owner
