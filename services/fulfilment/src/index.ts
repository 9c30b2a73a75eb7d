export { fulfilment, type FulfilmentOptions } from "./service.ts";
export { shipment } from "./domain/shipment.ts";
export type {
  Shipment,
  ShipmentCommand,
  ShipmentsState,
  ShipmentStatus,
} from "./domain/shipment-state.ts";
export type {
  CancellationOutcome,
  Carrier,
  ConsignmentOutcome,
  ConsignmentRequest,
} from "./carrier/carrier.ts";
export {
  SimulatedCarrier,
  simulatedCarrierMigrations,
  type SimulatedCarrierOptions,
} from "./carrier/simulated/simulated-carrier.ts";
export type { LedgerEntry as CarrierLedgerEntry } from "./carrier/simulated/consignment-ledger.ts";
