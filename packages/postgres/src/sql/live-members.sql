-- Processes that share a consumer's partitions now.
select consumer, owner, extract(epoch from joined_at)::float8 * 1000 as joined_at,
       extract(epoch from lease_until)::float8 * 1000 as lease_until
from members where lease_until >= now() order by consumer, joined_at, owner
