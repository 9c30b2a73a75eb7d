update positions set owner = null, lease_until = '-infinity' where owner = $1
