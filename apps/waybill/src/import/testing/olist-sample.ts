import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** One order of each kind, among them one with the same product twice and one whose payments do not add up. */
const tables: Readonly<Record<string, readonly string[]>> = {
  product_category_name_translation: [
    "\u{feff}product_category_name,product_category_name_english",
    "beleza_saude,health_beauty",
  ],
  olist_products_dataset: [
    "product_id,product_category_name,product_weight_g",
    "p1,beleza_saude,250",
    "p2,pc_gamer,",
    "p3,,10",
  ],
  olist_customers_dataset: [
    "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
    "c1,u1,01310,sao paulo,SP\r",
    "c2,u1,01310,sao paulo,SP\r",
    "c3,u3,,,\r",
  ],
  olist_orders_dataset: [
    "order_id,customer_id,order_status,order_purchase_timestamp",
    "o1,c1,delivered,2017-07-09 21:57:05",
    "o2,c2,canceled,2017-08-09 10:00:00",
    "o3,c3,unavailable,2017-08-10 10:00:00",
    "o4,c3,unavailable,2017-08-10 10:00:00",
    "o5,c9,delivered,2017-08-10 10:00:00",
    "o6,c3,delivered,2017-08-10 10:00:00",
    "o7,c3,created,2017-08-10 10:00:00",
  ],
  olist_order_items_dataset: [
    "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
    "o1,1,p1,s,2017-07-13 00:00:00,21.9,11.85",
    "o1,2,p1,s,2017-07-13 00:00:00,21.9,0.01",
    "o1,3,p2,s,2017-07-13 00:00:00,5.0,0.0",
    "o2,1,p1,s,2017-07-01 00:00:00,20.0,1.0",
    "o3,1,p1,s,2017-07-02 00:00:00,20.0,1.0",
    "o5,1,p1,s,2017-07-02 00:00:00,20.0,1.0",
    "o6,1,p1,s,2017-07-02 00:00:00,20.005,1.0",
    "o7,1,p1,s,2017-07-02 00:00:00,20.0,1.0",
  ],
  olist_order_payments_dataset: [
    "order_id,payment_sequential,payment_type,payment_installments,payment_value",
    "o1,1,credit_card,3,60.00",
    "o1,2,voucher,1,0.66",
    "o2,1,boleto,1,20.99",
  ],
};

/** Writes a small data set in Olist's form, with so many further delivered orders `x0`, `x1` … of product p1. */
export function writeOlistSample(directory: string, furtherOrders = 0): void {
  const further: Readonly<Record<string, (order: string) => string>> = {
    olist_orders_dataset: (order) => `${order},c3,delivered,2017-08-10 10:00:00`,
    olist_order_items_dataset: (order) => `${order},1,p1,s,2017-07-02 00:00:00,20.0,1.0`,
    olist_order_payments_dataset: (order) => `${order},1,boleto,1,21.0`,
  };
  for (const [name, lines] of Object.entries(tables)) {
    const more = Array.from({ length: furtherOrders }, (_, index) => further[name]?.(`x${index}`));
    const all = [...lines, ...more.filter((line) => line !== undefined)];
    writeFileSync(join(directory, `${name}.csv`), `${all.join("\n")}\n`);
  }
}
