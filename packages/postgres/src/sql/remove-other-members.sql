delete from members where consumer = $1 and owner <> $2
