insert into answers (key, fingerprint, answer, created_at)
select key, fingerprint, answer::json, to_timestamp($4::float8 / 1000)
from unnest($1::text[], $2::text[], $3::text[]) as batch (key, fingerprint, answer)
order by key
