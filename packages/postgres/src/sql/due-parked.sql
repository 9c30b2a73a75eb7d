-- Only the first message of a key may be tried; those behind it wait for it.
select id, consumer, key, message, status, attempts, code, error,
       extract(epoch from next_at)::float8 * 1000 as next_at,
       extract(epoch from parked_at)::float8 * 1000 as parked_at
from parked as head
where consumer = $1 and status in ('retry', 'dropped') and partition = any($2::smallint[])
  and next_at <= to_timestamp($3::float8 / 1000)
  and not exists (select from parked as earlier
                  where earlier.consumer = head.consumer and earlier.key = head.key
                    and earlier.id < head.id)
order by next_at, id limit $4
