import type { CheckId, CheckResult, VerifyReport } from "@waybill/checker";

const promises: Readonly<Record<CheckId, string>> = {
  L: "every order accepted reaches its end",
  C: "captured − refunded is right, and the provider agrees",
  S: "stock balances and is never below zero",
  O: "versions, transitions, and replay equals what is stored",
  T: "no process past its deadline unless listed",
  N: "one notification for each that is due",
  P: "positions dense, nothing skipped",
};

/** Of each check; a person reads no more. */
const shown = 20;

/** The report for a person: a line for each check, then what breaks it. */
export function reportText(report: VerifyReport): string {
  const lines = report.checks.map(
    ({ id, ok, checked, total }) =>
      `  ${id}  ${ok ? "ok    " : "BROKEN"}  ${count(checked).padStart(12)} checked  ${promises[id]}${ok ? "" : `: ${count(total)} violations`}`,
  );
  return [
    ...lines,
    "",
    ...report.checks.filter((check) => !check.ok).flatMap(violations),
    summary(report),
    "",
  ].join("\n");
}

function violations({ id, total, violations }: CheckResult): readonly string[] {
  const listed = violations.slice(0, shown).map((violation) => {
    const { problem, message, order, stream, sku, location, consumer, service } = violation;
    const subject =
      order ??
      (sku === undefined ? undefined : `${sku} at ${location ?? "?"}`) ??
      stream ??
      consumer ??
      service ??
      "";
    return `  ${subject}  ${problem}: ${message}`;
  });
  const more = total - listed.length;
  const rest = more > 0 ? [`  and ${count(more)} more; --json lists up to 100`] : [];
  return [`${id}:`, ...listed, ...rest, ""];
}

function summary(report: VerifyReport): string {
  const { ok, events, orders, seconds, running, open, held, behind, lookedAgain } = report;
  const state = running
    ? `while running: ${count(open)} orders open, ${count(held)} of them held, ${count(behind)} messages to go, ${count(lookedAgain)} looked at again`
    : `at rest: ${count(open)} orders open, ${count(held)} of them held, ${count(behind)} messages to go`;
  return `${ok ? "All promises kept." : "Promises broken."} ${count(events)} events of ${count(orders)} orders in ${seconds.toFixed(1)} s, ${state}.`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}
