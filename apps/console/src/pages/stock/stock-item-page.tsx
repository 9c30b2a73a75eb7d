import { Anchor, Box, Button, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { AdjustStock } from "./adjust-stock.tsx";
import { CountStock } from "./count-stock.tsx";
import { MovementsTable } from "./movements-table.tsx";
import { ReceiveStock } from "./receive-stock.tsx";
import { ReservationsTable } from "./reservations-table.tsx";
import { useStockItem, type Stock } from "./stock-calls.ts";
import { Units } from "./units.tsx";

export function StockItemPage() {
  const { sku = "" } = useParams();
  const { data, error, isPending } = useStockItem(sku);
  const [action, setAction] = useState<"receive" | "adjust" | "count">();
  const close = () => setAction(undefined);
  return (
    <Page
      title={sku}
      above={
        <Anchor component={Link} to="/stock" size="sm">
          Stock
        </Anchor>
      }
      actions={
        <>
          <Button onClick={() => setAction("receive")}>Receive</Button>
          <Button variant="default" disabled={!data} onClick={() => setAction("adjust")}>
            Adjust
          </Button>
          <Button variant="default" disabled={!data} onClick={() => setAction("count")}>
            Count
          </Button>
        </>
      }
    >
      <ProblemAlert error={error} />
      {isPending ? <Skeleton height={200} /> : null}
      {data === null ? (
        <EmptyState title="There has never been stock of this SKU">
          Check its spelling, or receive a delivery of it.
        </EmptyState>
      ) : null}
      {data ? (
        <Stack gap="lg">
          <Levels stock={data} />
          <ReservationsTable sku={sku} />
          <MovementsTable stock={data} />
        </Stack>
      ) : null}
      {action === "receive" ? <ReceiveStock sku={sku} onClose={close} /> : null}
      {action === "count" && data ? <CountStock stock={data} onClose={close} /> : null}
      {action === "adjust" && data ? <AdjustStock stock={data} onClose={close} /> : null}
    </Page>
  );
}

function Levels({ stock }: { readonly stock: Stock }) {
  const rows = [...stock.locations, { ...stock, location: "All locations" }];
  return (
    <div>
      <Box className="framed" maw={640}>
        <Table verticalSpacing={5} fz="sm" aria-label={`Stock of ${stock.sku} by location`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Location</Table.Th>
              {["Available", "Reserved", "Shipped"].map((title) => (
                <Table.Th key={title} scope="col" ta="right">
                  {title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ location, available, reserved, shipped }, index) => (
              <Table.Tr key={location} fw={index === rows.length - 1 ? 600 : 400}>
                <Table.Td>{location}</Table.Td>
                <Table.Td ta="right" className="number">
                  <Units units={available} />
                </Table.Td>
                <Table.Td ta="right" className="number">
                  {reserved.toLocaleString("en")}
                </Table.Td>
                <Table.Td ta="right" className="number">
                  {shipped.toLocaleString("en")}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Box>
      <Group mt="xs">
        <Text size="xs" c="dimmed">
          Version {stock.version}
        </Text>
      </Group>
    </div>
  );
}
