-- Positions after $2 up to $3 whose events moved stream $1, newest first.
select position::float8 as position from events
where position > $2::bigint and position <= $3::bigint and $1 = any(touches)
order by events.position desc
