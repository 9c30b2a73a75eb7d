-- Every position of every consumer, what another bus left behind too, with the lease on it.
select consumer, source as channel, partition, position::float8 as position, owner, current
from positions order by consumer, source, partition
