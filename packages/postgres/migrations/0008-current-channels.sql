-- A log is read as a whole or by topic, as the bus has it. What was read before the bus changed counts still,
-- and is kept beside what is read now.
alter table positions add column current boolean not null default true;
