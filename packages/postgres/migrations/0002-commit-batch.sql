-- One call writes what every batch writes: positions, snapshots, timers and events. A batch so costs one
-- statement instead of five. Each statement inside sees what was committed before it began
-- (read committed), which the numbering of the events rests on. States and data are JSON documents
-- with chr(1) between them.
create function commit_batch(
  position_consumer text[], position_source text[], position_partition smallint[],
  position_from bigint[], position_to bigint[], position_epoch bigint[],
  new_stream text[], new_version integer[], new_state text,
  moved_stream text[], moved_from integer[], moved_to integer[], moved_state text,
  set_stream text[], set_tenant text[], set_due float8[],
  reset_stream text[], reset_revision integer[], reset_due float8[],
  stopped_stream text[], stopped_revision integer[],
  kept_stream text[], kept_revision integer[], quiet_stream text[], quiet_version integer[],
  event_stream text[], event_version integer[], event_partition smallint[], event_type text[],
  event_schema smallint[], event_tenant text[], event_correlation text[], event_causation text[],
  event_trace text[], event_touches text[], event_data text, event_time float8
) returns bigint
language plpgsql as $$
declare
  touched bigint;
  head bigint;
begin
  if cardinality(position_source) > 0 then
    update positions set position = batch.position_to
    from unnest(position_consumer, position_source, position_partition, position_from, position_to,
                position_epoch)
         as batch (consumer, source, partition, position_from, position_to, epoch)
    where positions.consumer = batch.consumer and positions.source = batch.source
      and positions.partition = batch.partition and positions.position = batch.position_from
      and positions.epoch = batch.epoch;
    get diagnostics touched = row_count;
    perform expect_rows(touched, cardinality(position_source), 'WB002');
  end if;

  if cardinality(new_stream) > 0 then
    insert into snapshots (stream, version, state)
    select stream, version, state
    from unnest(new_stream, new_version, string_to_array(new_state, chr(1)))
         as batch (stream, version, state);
  end if;

  if cardinality(moved_stream) > 0 then
    update snapshots set version = batch.version_to, state = batch.state
    from unnest(moved_stream, moved_from, moved_to, string_to_array(moved_state, chr(1)))
         as batch (stream, version_from, version_to, state)
    where snapshots.stream = batch.stream and snapshots.version = batch.version_from;
    get diagnostics touched = row_count;
    perform expect_rows(touched, cardinality(moved_stream), 'WB001');
  end if;

  if cardinality(set_stream) > 0 then
    insert into timers (stream, tenant, due_at)
    select stream, tenant, to_timestamp(due / 1000)
    from unnest(set_stream, set_tenant, set_due) as batch (stream, tenant, due);
  end if;

  if cardinality(reset_stream) > 0 then
    update timers set revision = batch.revision + 1, due_at = to_timestamp(batch.due / 1000)
    from unnest(reset_stream, reset_revision, reset_due) as batch (stream, revision, due)
    where timers.stream = batch.stream and timers.revision = batch.revision;
    get diagnostics touched = row_count;
    perform expect_rows(touched, cardinality(reset_stream), 'WB001');
  end if;

  if cardinality(stopped_stream) > 0 then
    delete from timers using unnest(stopped_stream, stopped_revision) as batch (stream, revision)
    where timers.stream = batch.stream and timers.revision = batch.revision;
    get diagnostics touched = row_count;
    perform expect_rows(touched, cardinality(stopped_stream), 'WB001');
  end if;

  if cardinality(event_stream) + cardinality(quiet_stream) = 0 then
    return 0;
  end if;

  -- One appender at a time, until its commit: what a reader sees of the log never has a gap that
  -- fills up later. Taken last, and held for one flush.
  perform pg_advisory_xact_lock(7741, 1);

  -- Under the lock, so that of two who set and who rely on the same due time one sees the other.
  if cardinality(quiet_stream) > 0 then
    select count(*) into touched
    from unnest(quiet_stream, quiet_version) as batch (stream, version)
    where exists (
      select from events where events.stream = batch.stream and events.version > batch.version
    );
    perform expect_rows(touched, 0, 'WB001');
  end if;
  if cardinality(kept_stream) > 0 then
    select count(*) into touched
    from unnest(kept_stream, kept_revision) as batch (stream, revision)
    join timers on timers.stream = batch.stream and timers.revision = batch.revision;
    perform expect_rows(touched, cardinality(kept_stream), 'WB001');
  end if;
  if cardinality(event_stream) = 0 then
    return 0;
  end if;
  select coalesce(max(position), 0) into head from events;
  insert into events (position, partition, stream, version, type, schema_version, tenant,
                      correlation_id, causation_id, traceparent, touches, data, recorded_at)
  select head + ordinal, partition, stream, version, type, schema_version, tenant, correlation_id,
         causation_id, traceparent, string_to_array(touches, ' '), data,
         to_timestamp(event_time / 1000)
  from unnest(event_partition, event_stream, event_version, event_type, event_schema, event_tenant,
              event_correlation, event_causation, event_trace, event_touches,
              string_to_array(event_data, chr(1)))
       with ordinality as batch (partition, stream, version, type, schema_version, tenant,
                                 correlation_id, causation_id, traceparent, touches, data, ordinal);
  return head + 1;
end $$;
