export { orderCategories } from "./checks/order-case.ts";
export { checkIds, type CheckId, type CheckResult, type Finding } from "./findings.ts";
export type { VerifyProgress } from "./progress.ts";
export {
  viewColumns,
  type Batches,
  type Claim,
  type Consignment,
  type ConsumerPosition,
  type LogEvent,
  type EditedEntry,
  type ParkedEntry,
  type Part,
  type ProviderAccount,
  type RowsWanted,
  type ServiceLog,
  type Sources,
  type StoredState,
  type TextRow,
  type Unread,
} from "./sources.ts";
export { verify, type VerifyOptions, type VerifyReport } from "./verify.ts";
