-- Which SKUs a tenant has stock of, and how many can be reserved: to page through them and to find
-- those that run low. Everything else about a SKU is read from its stream.
-- Rewritten by every batch that reserves the SKU. So there is room for updates on the same page and
-- no index on `available`, which would take a new entry each time; a search by it reads the tenant's
-- rows in order of the key.
create table stock_levels (
  tenant    text not null,
  sku       text not null,
  available bigint not null,
  primary key (tenant, sku)
) with (fillfactor = 50);
