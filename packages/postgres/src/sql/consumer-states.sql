-- Of consumers that have any: keys with parked messages, and the word of whoever paused it.
select coalesce(held.consumer, pauses.consumer) as consumer, coalesce(held.keys, 0)::float8 as parked_keys,
       pauses.reason
from (select consumer, count(distinct key) as keys from parked group by consumer) as held
full join pauses on pauses.consumer = held.consumer
