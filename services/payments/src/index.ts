export { payment, type PaymentCommand, type ProviderPayment } from "./domain/payment.ts";
export {
  outstanding,
  statusOf,
  type PaymentState,
  type PaymentStatus,
} from "./domain/payment-state.ts";
export {
  operationKey,
  type AuthorizeRequest,
  type CaptureRequest,
  type Provider,
  type ProviderAnswer,
  type RefundRequest,
  type VoidRequest,
} from "./provider/provider.ts";
export type { LedgerLine, SimulatedLedger } from "./provider/simulated/ledger.ts";
export { memoryLedger } from "./provider/simulated/memory-ledger.ts";
export { tokens } from "./provider/simulated/operations.ts";
export { postgresLedger } from "./provider/simulated/postgres-ledger.ts";
export {
  SimulatedProvider,
  type OutsideRefund,
  type SimulatedProviderOptions,
} from "./provider/simulated/simulated-provider.ts";
export type { WebhookMode } from "./provider/simulated/webhook-events.ts";
export { payments, type PaymentsOptions } from "./service.ts";

/** Migrations of the simulated provider's own database. */
export const providerMigrations = new URL("../provider-migrations/", import.meta.url);
