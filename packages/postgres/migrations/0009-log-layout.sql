-- Over how many partitions the keys of this log are spread. It is part of what is stored: a release that
-- counts otherwise does not start here.
create table log_layout (
  partitions smallint not null
);
insert into log_layout values (4);
