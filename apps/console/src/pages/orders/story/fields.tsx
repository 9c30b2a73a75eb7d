import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { IdLink } from "../../../parts/id-link.tsx";
import { Moment } from "../../../parts/moment.tsx";
import { Money } from "../../../parts/money.tsx";
import classes from "./fields.module.css";

type Members = Readonly<Record<string, unknown>>;

const amounts = new Set(["amount", "total", "unitPrice", "shipping", "captured", "refunded"]);
const moments = /^(due|expiresAt|at|\w+At)$/;
const earliestMs = 1e12;
const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Data of an event as fields: money as money, times as times, lists of like things as tables. */
export function Fields({
  value,
  currency,
}: {
  readonly value: unknown;
  readonly currency?: string;
}) {
  if (!isMembers(value)) return <Value name="" value={value} currency={currency} />;
  const own = typeof value["currency"] === "string" ? value["currency"] : currency;
  return (
    <dl className={classes["fields"]}>
      {Object.entries(value).map(([name, member]) => (
        <div key={name}>
          <dt>{wordsOf(name)}</dt>
          <dd>
            <Value name={name} value={member} currency={own} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ValueProps {
  readonly name: string;
  readonly value: unknown;
  readonly currency: string | undefined;
}

function Value({ name, value, currency }: ValueProps): ReactNode {
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value)) return <Items items={value} currency={currency} />;
  if (isMembers(value)) return <Fields value={value} {...(currency ? { currency } : {})} />;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number")
    return <NumberValue name={name} value={value} currency={currency} />;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (isoTime.test(text)) return <Moment at={text} />;
  if (/^ord_[0-9a-z]{26}$/.test(text)) return <IdLink id={text} to={`/orders/${text}`} />;
  return text;
}

function NumberValue({ name, value, currency }: ValueProps & { readonly value: number }) {
  if (currency !== undefined && amounts.has(name)) {
    return <Money amount={value} currency={currency} />;
  }
  if (moments.test(name) && value > earliestMs)
    return <Moment at={new Date(value).toISOString()} />;
  return String(value);
}

function Items({
  items,
  currency,
}: { readonly items: readonly unknown[] } & Pick<ValueProps, "currency">) {
  const rows = items.filter(isMembers);
  if (rows.length === 0) return items.length === 0 ? "none" : items.map(String).join(", ");
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <Table withRowBorders={false} verticalSpacing={1} horizontalSpacing={8} w="auto" fz="xs">
      <Table.Thead>
        <Table.Tr>
          {names.map((name) => (
            <Table.Th key={name} scope="col" fw={500} c="dimmed">
              {wordsOf(name)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row, index) => (
          <Table.Tr key={index}>
            {names.map((name) => (
              <Table.Td key={name}>
                <Value name={name} value={row[name]} currency={currency} />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `shippingAddress` → `shipping address` */
function wordsOf(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
