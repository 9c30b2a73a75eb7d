import type { VerifyReport } from "@waybill/checker";
import type { Shop } from "./shop.ts";

/** What `waybill verify` says, by a process of its own. */
export async function verifyViolations({ server }: Shop): Promise<readonly string[]> {
  const { code, stdout, stderr } = await server.command("verify", "--json");
  if (code !== 0 && code !== 1)
    return [`verify could not check (${code}): ${stderr.slice(-1_000)}`];
  const report = JSON.parse(stdout) as VerifyReport;
  const found = report.checks.flatMap(({ id, total, violations }) => [
    ...violations.map(({ problem, message }) => `verify ${id} ${problem}: ${message}`),
    ...(total > violations.length ? [`verify ${id}: ${total - violations.length} more`] : []),
  ]);
  return report.open > 0 ? [...found, `verify: ${report.open} orders are open`] : found;
}
