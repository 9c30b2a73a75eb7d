import { Button, Group, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Link, useSearchParams } from "react-router";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Money } from "../../parts/money.tsx";
import { Page } from "../../parts/page.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useProducts, type ProductSummary } from "./catalogue-calls.ts";

const columns: readonly Column<ProductSummary>[] = [
  { title: "SKU", cell: ({ sku, id }) => <IdLink id={sku} to={`/catalogue/${id}`} /> },
  { title: "Name", cell: ({ name }) => name },
  { title: "Category", cell: ({ category }) => category },
  { title: "Price", align: "right", cell: ({ price }) => <Money {...price} /> },
  { title: "Stock", cell: ({ stockLevel }) => <StatusBadge status={stockLevel} /> },
  { title: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { title: "Changed", align: "right", cell: ({ updatedAt }) => <Moment at={updatedAt} /> },
];
const typingMs = 250;

export function CataloguePage() {
  const [parameters, setParameters] = useSearchParams();
  const q = parameters.get("q") ?? "";
  const category = parameters.get("category") ?? "";
  const [filter] = useDebouncedValue({ q, category }, typingMs);
  const list = useProducts(filter);
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(parameters);
    if (value === "") next.delete(name);
    else next.set(name, value);
    setParameters(next, { replace: true });
  };
  return (
    <Page
      title="Catalogue"
      actions={
        <Button component={Link} to="/catalogue/new">
          New product
        </Button>
      }
    >
      <Group mb="sm" gap="sm" role="search">
        <TextInput
          label="Search"
          placeholder="words of name, SKU, …"
          leftSection={<IconSearch size={14} aria-hidden />}
          maxLength={200}
          value={q}
          onChange={(event) => set("q", event.currentTarget.value)}
        />
        <TextInput
          label="Category"
          placeholder="any"
          value={category}
          onChange={(event) => set("category", event.currentTarget.value.toLowerCase())}
        />
      </Group>
      <CursorTable
        label="Products"
        list={list}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No product">
            {q === "" && category === ""
              ? "Make the first one with New product."
              : "None has these words in this category."}
          </EmptyState>
        }
      />
    </Page>
  );
}
