export { locations, type Location, type LocationsState } from "./domain/locations.ts";
export { movement } from "./domain/movement.ts";
export { reservation, type ReservationState } from "./domain/reservation.ts";
export { stock, type StockAt, type StockState } from "./domain/stock.ts";
export { inventory, inventoryService, type InventoryOptions } from "./service.ts";
