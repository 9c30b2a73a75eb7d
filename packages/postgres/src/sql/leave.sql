-- This process is gone: the others may share out its partitions at once.
with left_behind as (
  update positions set owner = null where owner = $1
)
delete from members where owner = $1
