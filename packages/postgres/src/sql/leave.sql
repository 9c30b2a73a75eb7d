-- This process is gone: the others may share out its partitions at once, and make again the calls that it
-- has given up.
with released as (
  update positions set owner = null where owner = $1
  returning consumer, partition
), due as (
  update parked set next_at = now()
  from (select distinct consumer, partition from released) as left_behind
  where parked.consumer = left_behind.consumer and parked.partition = left_behind.partition
    and status = 'retry' and code = 'in-flight' and next_at > now()
)
delete from members where owner = $1
