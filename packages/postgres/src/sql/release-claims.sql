delete from claims where claim = any($1::text[])
