-- What is still being called for in these partitions is given up, so the next owner need not wait for it.
with released as (
  update positions set owner = null
  where owner = $1 and consumer = $2 and partition = any($3::smallint[])
  returning consumer, partition
)
update parked set next_at = now()
from (select distinct consumer, partition from released) as left_behind
where parked.consumer = left_behind.consumer and parked.partition = left_behind.partition
  and status = 'retry' and code = 'in-flight' and next_at > now()
