select key, count(*) from parked where consumer = $1 group by key
