import { Table, Text, Title } from "@mantine/core";
import { Moment } from "../../parts/moment.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { whatIsAudited } from "../audit/what-is-audited.ts";
import { useOrderAudit } from "./order-calls.ts";

/** Who changed something at the order, and why; as far as it is audited. */
export function OrderAudit({ orderId }: { readonly orderId: string }) {
  const { data, error } = useOrderAudit(orderId);
  return (
    <section aria-label="Audit trail">
      <Title order={2} mb={4}>
        Audit trail
      </Title>
      <ProblemAlert error={error} />
      {data?.length === 0 ? (
        <Text size="sm" c="dimmed">
          No audited change of this order. {whatIsAudited}
        </Text>
      ) : null}
      {data === undefined || data.length === 0 ? null : (
        <Table.ScrollContainer className="framed" minWidth={560} type="native" tabIndex={0}>
          <Table verticalSpacing={4} fz="sm" aria-label="Changes by people, newest first">
            <Table.Thead>
              <Table.Tr>
                {["When", "Who", "What", "Why", "Answer"].map((title) => (
                  <Table.Th key={title} scope="col">
                    {title}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map(({ id, at, actor, role, operation, reason, status }) => (
                <Table.Tr key={id}>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    <Moment at={at} />
                  </Table.Td>
                  <Table.Td>
                    {actor} ({role})
                  </Table.Td>
                  <Table.Td>{operation}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{reason ?? ""}</Table.Td>
                  <Table.Td>{status ?? "none"}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}
