import { Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useSearchParams } from "react-router";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Money } from "../../parts/money.tsx";
import { Page } from "../../parts/page.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useOrderList, type OrderRow } from "./order-calls.ts";
import { filterOf, localTime, orderStatuses, searchKinds } from "./order-filter.ts";

const columns: readonly Column<OrderRow>[] = [
  {
    title: "Order",
    cell: ({ id, number }) => <IdLink id={String(number)} to={`/orders/${id}`} />,
  },
  { title: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { title: "Customer", cell: ({ customer }) => customer.email },
  { title: "Reference", cell: ({ reference }) => reference ?? "" },
  { title: "Total", align: "right", cell: ({ total }) => <Money {...total} /> },
  { title: "Accepted", align: "right", cell: ({ createdAt }) => <Moment at={createdAt} /> },
];
const typingMs = 250;

export function OrdersPage() {
  const [parameters] = useSearchParams();
  const [asked] = useDebouncedValue(parameters.toString(), typingMs);
  const list = useOrderList(filterOf(new URLSearchParams(asked)));
  return (
    <Page title="Orders">
      <Filters />
      <CursorTable
        label="Orders, newest first"
        list={list}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          asked === "" ? (
            <EmptyState title="No orders yet">
              Each order is here as soon as it is accepted.
            </EmptyState>
          ) : (
            <EmptyState title="No such orders">
              Numbers, references, addresses and ids are looked up whole.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}

function Filters() {
  const [parameters, setParameters] = useSearchParams();
  const { kind, query } = filterOf(parameters);
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(parameters);
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
    setParameters(next, { replace: true });
  };
  const setTime = (name: string, local: string) =>
    set(name, local === "" ? "" : new Date(local).toISOString());
  return (
    <Group mb="sm" gap="sm" role="search" align="flex-end">
      <TextInput
        label="Search"
        placeholder="number, reference, e-mail, id"
        leftSection={<IconSearch size={14} aria-hidden />}
        w={230}
        maxLength={254}
        value={parameters.get("q") ?? ""}
        onChange={(event) => set("q", event.currentTarget.value)}
      />
      <Select
        label="As"
        w={120}
        clearable={parameters.has("by")}
        data={searchKinds.map((each) => ({ value: each, label: each }))}
        value={parameters.has("q") || parameters.has("by") ? kind : null}
        placeholder="what it is"
        onChange={(value) => set("by", value)}
      />
      <Select
        label="Status"
        w={130}
        clearable
        placeholder="any"
        data={[...orderStatuses]}
        value={query.status ?? null}
        onChange={(value) => set("status", value)}
      />
      {(["from", "to"] as const).map((name) => (
        <TextInput
          key={name}
          label={name === "from" ? "Accepted from" : "Before"}
          type="datetime-local"
          w={180}
          value={localTime(query[name])}
          onChange={(event) => setTime(name, event.currentTarget.value)}
        />
      ))}
      {parameters.size === 0 ? null : (
        <Button variant="subtle" onClick={() => setParameters({}, { replace: true })}>
          Clear
        </Button>
      )}
    </Group>
  );
}
