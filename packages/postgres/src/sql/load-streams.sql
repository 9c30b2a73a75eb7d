-- Snapshots, the events after them, and timers, in one statement: all of the same moment.
select wanted.stream, snapshots.version, snapshots.state::json, later.events,
       round(extract(epoch from timers.due_at) * 1000)::float8 as due, timers.revision
from unnest($1::text[]) as wanted (stream)
left join snapshots on snapshots.stream = wanted.stream
left join timers on timers.stream = wanted.stream
cross join lateral (
  select json_agg(
           json_build_object(
             'version', version, 'type', type, 'schemaVersion', schema_version, 'tenant', tenant,
             'time', round(extract(epoch from recorded_at) * 1000), 'data', data::json
           )
           order by version
         ) as events
  from events
  where events.stream = wanted.stream and events.version > coalesce(snapshots.version, 0)
) as later
where snapshots.stream is not null or later.events is not null
