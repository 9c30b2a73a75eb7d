select key, count(*) from parked
where consumer = $1 and partition = any($2::smallint[])
group by key
