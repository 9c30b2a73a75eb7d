drop database if exists naive;
-- What it left to write is written before anything else is measured.
checkpoint;
