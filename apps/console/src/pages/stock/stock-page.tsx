import { Button, Group, NumberInput, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState, type SubmitEvent } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Page } from "../../parts/page.tsx";
import { useStockList, type Stock } from "./stock-calls.ts";
import { addressOfSku } from "./stock-address.ts";
import { Units } from "./units.tsx";

const columns: readonly Column<Stock>[] = [
  { title: "SKU", cell: ({ sku }) => <IdLink id={sku} to={addressOfSku(sku)} /> },
  { title: "Available", align: "right", cell: ({ available }) => <Units units={available} /> },
  { title: "Reserved", align: "right", cell: ({ reserved }) => reserved.toLocaleString("en") },
  { title: "Shipped", align: "right", cell: ({ shipped }) => shipped.toLocaleString("en") },
  {
    title: "Available by location",
    cell: ({ locations }) => (
      <Text span size="sm" c="dimmed">
        {locations
          .map((each) => `${each.location} ${each.available.toLocaleString("en")}`)
          .join(" · ")}
      </Text>
    ),
  },
];

export function StockPage() {
  const [parameters, setParameters] = useSearchParams();
  const below = numberOf(parameters.get("below"));
  const list = useStockList(below);
  return (
    <Page title="Stock">
      <Group mb="sm" gap="sm" align="flex-end">
        <SkuSearch />
        <NumberInput
          label="Fewer available than"
          placeholder="any number"
          w={170}
          min={0}
          allowDecimal={false}
          value={below ?? ""}
          onChange={(value) =>
            setParameters(value === "" ? {} : { below: String(value) }, { replace: true })
          }
        />
      </Group>
      <CursorTable
        label="Stock by SKU"
        list={list}
        columns={columns}
        rowKey={({ sku }) => sku}
        empty={
          <EmptyState title={below === undefined ? "No stock yet" : "Nothing runs that low"}>
            Stock comes in by a delivery: open a SKU and receive one.
          </EmptyState>
        }
      />
    </Page>
  );
}

/** The API lists stock by number of units only, so a SKU is looked up whole. */
function SkuSearch() {
  const [sku, setSku] = useState("");
  const navigate = useNavigate();
  const open = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (sku.trim() !== "") void navigate(addressOfSku(sku.trim()));
  };
  return (
    <form onSubmit={open} role="search">
      <Group gap={6} align="flex-end">
        <TextInput
          label="SKU"
          placeholder="MUG-BLUE"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={sku}
          onChange={(event) => setSku(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Open
        </Button>
      </Group>
    </form>
  );
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
