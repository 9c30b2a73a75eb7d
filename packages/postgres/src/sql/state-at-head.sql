-- A stream that others move has its newest state in its snapshot. The log's head is of the same moment.
select state::json as state, (select coalesce(max(position), 0) from events)::float8 as head
from snapshots where stream = $1
