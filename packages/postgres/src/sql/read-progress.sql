-- A message that was parked changes the views later and leaves the position as it is, so it counts, too.
select concat_ws(' ',
  (select string_agg(partition || ':' || position, ' ' order by partition)
   from positions where consumer = $1 and source = any($3::text[])),
  (select count(*) from parked where consumer = $1 and source = $2)
) as progress
