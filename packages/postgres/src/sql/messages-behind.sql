-- Parked and edited messages of a consumer that come again when its positions in these logs go back.
select
  (select count(*)::float8 from parked
   where consumer = $1 and exists (select from unnest($2::text[], $3::bigint[]) as back (log, position)
                                   where back.log = parked.source and parked.position > back.position)) as parked,
  (select count(distinct (source, position))::float8 from message_edits
   where consumer = $1 and exists (select from unnest($2::text[], $3::bigint[]) as back (log, position)
                                   where back.log = message_edits.source
                                     and message_edits.position > back.position)) as edited
