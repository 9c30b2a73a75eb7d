with renewed as (
  update positions set lease_until = now() + make_interval(secs => $2::float8 / 1000)
  where owner = $1 returning 1
)
select count(*) as renewed from renewed
