-- Where in the log the movements of a SKU are: for each block of the log's positions and each stock
-- stream that was moved in it, the positions. Written block by block beside the pipeline, once and never
-- changed; what is not in here yet is looked up in the log itself. A row for each movement, written with
-- it, would cost every order. The row of the empty stream says that its block is done.
create table stock_ledger (
  stream    text collate "C" not null,
  block     bigint not null,
  positions bigint[] not null,
  primary key (stream, block)
);
