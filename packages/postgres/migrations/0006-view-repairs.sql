-- Counts the times that rows of a view were put right beside its events: what was read of them before, and
-- is remembered, counts no more.
create table view_repairs (
  view    text primary key,
  repairs bigint not null
);
