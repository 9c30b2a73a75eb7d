-- What a customer on the telephone reads out. Numbers never change, so updates stay HOT.
create index orders_by_number on orders (tenant, number);
