-- Leases of a consumer are given out one process at a time: who reads a log as a whole and who reads it by topic
-- look at rows of each other, which the statement that follows has to see as they are then.
select pg_advisory_xact_lock(hashtextextended('waybill consumer ' || $1, 0))
