-- One appender at a time, until its commit: what a reader sees of the log never has a gap that
-- fills up later. Held for one flush; a batch is one append, whatever its size.
select pg_advisory_xact_lock(7741, 1)
