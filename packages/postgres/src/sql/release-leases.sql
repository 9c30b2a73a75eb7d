update positions set owner = null
where owner = $1 and consumer = $2 and partition = any($3::smallint[])
