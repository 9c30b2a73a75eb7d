import { Badge, Text } from "@mantine/core";
import { counted } from "../../parts/counted.ts";
import { IdLink } from "../../parts/id-link.tsx";
import { KeyLink } from "../../parts/key-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import type { Invariant } from "./invariants.ts";
import type { Check, Violation } from "./proof-calls.ts";
import classes from "./proof.module.css";

interface RowProps {
  readonly invariant: Invariant;
  /** Undefined when the run did not come to it. */
  readonly check: Check | undefined;
  readonly proven: string | undefined;
}

/** An invariant: what it promises, whether it holds, what was looked at, and what breaks it. */
export function InvariantRow({ invariant, check, proven }: RowProps) {
  const { id, title, says, looksAt } = invariant;
  return (
    <li className={classes["invariant"]} data-invariant={id}>
      <span className={classes["letter"]}>{id}</span>
      <div>
        <Text fw={600} size="sm">
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {says}
        </Text>
      </div>
      <div className={classes["result"]}>
        <Verdict check={check} />
        <Text size="xs" c="dimmed" className="number" mt={2}>
          {check === undefined
            ? "nothing looked at"
            : `${counted(check.checked, ...looksAt)} looked at`}
        </Text>
        <Text size="xs" c="dimmed">
          {proven === undefined ? (
            "not proven yet"
          ) : (
            <>
              last proven <Moment at={proven} />
            </>
          )}
        </Text>
      </div>
      {check === undefined || check.ok ? null : <Violations check={check} title={title} />}
    </li>
  );
}

function Verdict({ check }: Pick<RowProps, "check">) {
  if (check === undefined) return <Badge color="gray">not checked</Badge>;
  if (check.ok) return <Badge color="green">holds</Badge>;
  return <Badge color="red">broken {counted(check.total, "time")}</Badge>;
}

function Violations({ check, title }: { readonly check: Check; readonly title: string }) {
  const { violations, notShown } = check;
  return (
    <div className={classes["violations"]}>
      <ul className={classes["subjects"]} aria-label={`What breaks “${title}”`}>
        {[...Map.groupBy(violations, subjectOf)].map(([subject, found]) => (
          <li key={subject} className={classes["subject"]}>
            <div>
              <Subject violation={found[0]} />
            </div>
            <ul className={classes["problems"]}>
              {found.map((violation) => (
                <li key={JSON.stringify(violation)}>
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    {sentence(violation.problem)}: {violation.message}
                    {violation.service === null ? "" : ` (${violation.service})`}
                  </Text>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {notShown === 0 ? null : (
        <Text size="sm" mt={6}>
          {counted(notShown, "violation is", "violations are")} not shown here: of other tenants, of
          nobody known, or past the first hundred. <code>waybill verify</code> on the server names
          them.
        </Text>
      )}
    </div>
  );
}

function subjectOf({ order, sku, location, stream, consumer, service }: Violation): string {
  return order ?? (sku === null ? (stream ?? consumer ?? service ?? "") : `${sku} ${location}`);
}

/** What the violations of one group have in common. */
function Subject({ violation }: { readonly violation: Violation | undefined }) {
  if (violation === undefined) return null;
  const { order, sku, location, stream, consumer, service } = violation;
  if (order !== null) return <KeyLink id={order} />;
  if (sku !== null) {
    const place = location === null ? "" : ` at ${location}`;
    return (
      <>
        <IdLink id={sku} to={`/stock/${encodeURIComponent(sku)}`} />
        {place}
      </>
    );
  }
  return <IdLink id={stream ?? consumer ?? service ?? "–"} />;
}

/** `captured-twice` → `Captured twice`. */
function sentence(problem: string): string {
  const words = problem.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
