select stream, tenant from timers where due_at <= to_timestamp($1::float8 / 1000)
order by due_at limit $2
