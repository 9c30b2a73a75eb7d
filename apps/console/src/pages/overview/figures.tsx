import { Text, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { Money } from "../../parts/money.tsx";
import classes from "./figures.module.css";
import type { Overview } from "./overview-calls.ts";
import { durationText, rateText } from "./quantities.ts";

/** The numbers that an operator looks at first. */
export function Figures({ overview }: { readonly overview: Overview }) {
  const { orders, since } = overview;
  const recent = `of the last ${orders.windowSeconds} s`;
  const total = `since the start of the server, ${new Date(since).toLocaleString()}`;
  return (
    <dl className={classes["strip"]} aria-label="Figures">
      <Figure name="Accepted" unit="/s" about={recent} value={rateText(orders.acceptedPerSecond)} />
      <Figure
        name="Completed"
        unit="/s"
        about={recent}
        value={rateText(orders.completedPerSecond)}
      />
      <Figure
        name="Order to confirmed"
        about={`the half, and 99 of 100 orders, are quicker; ${recent}`}
        value={durationText(orders.confirmedP50Ms)}
        more={`p99 ${durationText(orders.confirmedP99Ms)}`}
      />
      <Figure
        name="Completed"
        about={total}
        value={orders.completed.toLocaleString("en")}
        more={`of ${orders.accepted.toLocaleString("en")} accepted`}
      />
      <Figure
        name="Cancelled"
        about={total}
        value={orders.cancelled.toLocaleString("en")}
        more={<Reasons reasons={orders.reasons} />}
      />
      <Figure name="Revenue" about={`completed orders ${total}`} value={<Revenue {...orders} />} />
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly unit?: string;
  /** What it is counted over. */
  readonly about: string;
  readonly more?: ReactNode;
}

function Figure({ name, value, unit, about, more }: FigureProps) {
  return (
    <Tooltip label={about} openDelay={300} multiline maw={320}>
      <div className={classes["figure"]}>
        <dt>{name}</dt>
        <dd className="number">
          <span className={classes["value"]}>
            {value}
            {unit === undefined ? null : <span className={classes["unit"]}> {unit}</span>}
          </span>
          <span className={classes["more"]}>{more}</span>
        </dd>
      </div>
    </Tooltip>
  );
}

function Reasons({ reasons }: { readonly reasons: Overview["orders"]["reasons"] }) {
  const sorted = reasons.toSorted((a, b) => b.count - a.count);
  return sorted
    .map(({ reason, count }) => `${count.toLocaleString("en")} ${reason.replaceAll(/[_-]/g, " ")}`)
    .join(" · ");
}

function Revenue({ revenue }: Pick<Overview["orders"], "revenue">) {
  if (revenue.length === 0) {
    return (
      <Text span inherit c="dimmed">
        –
      </Text>
    );
  }
  return revenue.map(({ amount, currency }) => (
    <div key={currency}>
      <Money amount={amount} currency={currency} />
    </div>
  ));
}
