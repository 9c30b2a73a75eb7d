select stream, version, state::json, extract(epoch from due_at)::float8 * 1000 as due
from streams where stream = any($1::text[])
