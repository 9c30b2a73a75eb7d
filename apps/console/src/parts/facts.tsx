import { Table } from "@mantine/core";
import type { ReactNode } from "react";

export type Fact = readonly [name: string, value: ReactNode];

/** Names and values, one a line. */
export function Facts({
  label,
  facts,
  nameWidth = "min(150px, 30vw)",
}: {
  readonly label: string;
  readonly facts: readonly Fact[];
  readonly nameWidth?: number | string;
}) {
  return (
    <Table aria-label={label} maw={860} withRowBorders={false} verticalSpacing={3} fz="sm">
      <Table.Tbody>
        {facts.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th
              scope="row"
              w={nameWidth}
              pl={0}
              c="dimmed"
              fw={400}
              style={{ verticalAlign: "top", overflowWrap: "anywhere" }}
            >
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
