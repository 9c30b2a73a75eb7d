select claim, stream from claims where claim = any($1::text[])
