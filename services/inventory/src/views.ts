import { stateView } from "@waybill/kit";
import { availableOf, stock } from "./domain/stock.ts";

/** SKUs with their availability over all locations. */
export const stockLevels = stateView(stock, {
  table: "stock_levels",
  key: ["tenant", "sku"],
  columns: { available: "bigint" },
  row: (state, { tenant }) => ({ tenant, sku: state.sku, available: availableOf(state) }),
});
