import { Group, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { KeyLink } from "../../parts/key-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useRefreshed } from "../../parts/use-refreshed.ts";
import { mailKey, refreshMs, useMails, type Mail } from "./mail-calls.ts";
import { mailState } from "./mail-state.ts";

const columns: readonly Column<Mail>[] = [
  {
    title: "Mail",
    cell: ({ id, kind, number }) => (
      <IdLink id={number === undefined ? kind : `${number} ${kind}`} to={`/mail/${id}`} />
    ),
  },
  {
    title: "To",
    cell: ({ to }) => (to === undefined ? "not known yet" : `${to.name} <${to.email}>`),
  },
  { title: "State", cell: (mail) => <StatusBadge status={mailState(mail)} /> },
  { title: "Channel", cell: ({ channel }) => channel ?? "" },
  { title: "Order", cell: ({ orderId }) => <KeyLink id={orderId} /> },
  { title: "When", align: "right", cell: ({ at }) => <Moment at={at} /> },
];
const orderIdPattern = /^ord_[0-9a-hjkmnp-tv-z]{26}$/;

export function MailPage() {
  const [parameters, setParameters] = useSearchParams();
  const order = parameters.get("order") ?? "";
  const [typed, setTyped] = useState(order);
  const list = useMails(order);
  useRefreshed(mailKey, refreshMs);
  const search = (value: string) => {
    setTyped(value);
    const id = value.trim();
    if (id === "" || orderIdPattern.test(id))
      setParameters(id === "" ? {} : { order: id }, { replace: true });
  };
  const incomplete = typed.trim() !== "" && !orderIdPattern.test(typed.trim());
  return (
    <Page title="Mail">
      <Group mb="sm" role="search">
        <TextInput
          label="Order"
          placeholder="ord_…"
          w={290}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={typed}
          error={incomplete ? "An order's id has 30 characters." : undefined}
          onChange={(event) => search(event.currentTarget.value)}
        />
      </Group>
      <CursorTable
        label="Mails"
        list={list}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title={order === "" ? "No mail yet" : "No mail about this order"}>
            Customers are written to when an order is placed, confirmed, dispatched or cancelled.
          </EmptyState>
        }
      />
    </Page>
  );
}
