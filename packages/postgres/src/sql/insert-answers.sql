insert into answers (key, fingerprint, answer, created_at)
select key, fingerprint, answer, to_timestamp($4::float8 / 1000)
from unnest($1::text[], $2::text[], string_to_array($3, chr(1))) as batch (key, fingerprint, answer)
order by key
