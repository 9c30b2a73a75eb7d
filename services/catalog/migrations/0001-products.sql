create extension if not exists pg_trgm;

-- What a list of products shows. The product itself is read from its stream.
create table products (
  tenant     text not null,
  id         text not null,
  sku        text not null,
  name       text not null,
  category   text not null,
  price      bigint not null,
  currency   text not null,
  status     text not null,
  version    integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Name, SKU, category, attributes and the start of the description, in lower case.
  search     text not null,
  primary key (tenant, id)
);

create index products_sku on products (tenant, sku);
create index products_category on products (tenant, category, id);

-- Trigrams and not a text search vector: shops search by parts of words and of SKUs, in any
-- language and several at once, and a vector knows whole words of one language.
create index products_search on products using gin (search gin_trgm_ops);

-- How much is left of a SKU, as inventory tells it. The news come from many streams, so in any
-- order; `mark` is 4 × the version of the stock plus the level, of which the greatest holds.
create table stock_marks (
  tenant text not null,
  sku    text not null,
  mark   bigint not null,
  level  text not null generated always as (
    case mark % 4 when 0 then 'out-of-stock' when 1 then 'low' else 'in-stock' end
  ) stored,
  primary key (tenant, sku)
);
