insert into claims (claim, stream)
select claim, stream from unnest($1::text[], $2::text[]) as batch (claim, stream)
order by claim
