-- Where in the log the events are that moved a stream by their touches: for each block of the log's
-- positions and each stream moved in it, the positions. Written block by block beside the pipeline,
-- once and never changed, in services whose streams are moved by others; what is not in here yet is
-- looked up in the log itself. A row for each movement, written with it, would cost every batch.
create table touched_streams (
  stream    text collate "C" not null,
  block     bigint not null,
  positions bigint[] not null,
  primary key (stream, block)
);

-- Blocks that are written, from 0 without a gap.
create table touched_blocks (
  block bigint primary key
);
