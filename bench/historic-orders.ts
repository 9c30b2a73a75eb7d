import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** An orders file, and what its columns mean. */
export interface HistoricOrders {
  readonly csv: string;
  readonly mapping: string;
}

/** As in the orders of a real shop: most SKUs are sold once or twice, and one order in seven has two lines. */
const ordersASku = 1.5;
const twoLinesEvery = 7;

const mapping = `name: bench-import
delimiter: ";"
columns:
  order: order
  sku: sku
  unitPrice: price
  email: email
  line1: street
  city: city
  postalCode: zip
  country: country
  shipping: postage
  status: status
values:
  currency: EUR
status:
  completed: [sent]
  cancelled: [cancelled]
`;

/** Writes a file of so many orders into a directory. The same every time, so that runs can be compared. */
export function writeHistoricOrders(directory: string, orders: number): HistoricOrders {
  const skus = Math.ceil(orders / ordersASku);
  const rows = ["order;sku;price;email;street;city;zip;country;postage;status"];
  for (let order = 1; order <= orders; order += 1) {
    const status = order % 16 === 0 ? "cancelled" : "sent";
    const lines = order % twoLinesEvery === 0 ? 2 : 1;
    for (let line = 0; line < lines; line += 1) {
      // A step that has no divisor in common with most numbers, so that orders next to each other differ.
      const sku = (order * 7_919 + line * 104_729) % skus;
      rows.push(
        `H-${order};OLD-${sku};${5 + (sku % 90)}.90;buyer${order % 5_000}@example.com;${order} Main St;Porto;4000-001;PT;3.50;${status}`,
      );
    }
  }
  const files = { csv: join(directory, "orders.csv"), mapping: join(directory, "orders.yaml") };
  writeFileSync(files.csv, `${rows.join("\n")}\n`);
  writeFileSync(files.mapping, mapping);
  return files;
}
