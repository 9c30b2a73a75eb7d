import { Table, Text } from "@mantine/core";
import type { Schemas } from "../../api/client.ts";
import { Moment } from "../../parts/moment.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { deliveryState } from "./mail-state.ts";

/** Each time that the mail was sent: by itself, and then by people. */
export function Deliveries({ mail }: { readonly mail: Schemas["RenderedNotification"] }) {
  return (
    <Table.ScrollContainer
      className="framed"
      mt="sm"
      minWidth={520}
      maw={860}
      type="native"
      tabIndex={0}
    >
      <Table verticalSpacing={4} fz="sm" aria-label="Deliveries">
        <Table.Thead>
          <Table.Tr>
            {["Delivery", "State", "To", "When"].map((title) => (
              <Table.Th key={title} scope="col">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {mail.deliveries.map(({ id, status, channel, to, reason, messageId, at }, index) => (
            <Table.Tr key={id}>
              <Table.Td title={messageId}>
                {index === 0 ? "first" : `sent again, no. ${index}`}
              </Table.Td>
              <Table.Td>
                <StatusBadge status={deliveryState({ status, channel })} />{" "}
                {reason === undefined ? null : (
                  <Text span size="sm">
                    {reason}
                  </Text>
                )}
              </Table.Td>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{to?.email ?? ""}</Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                <Moment at={at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
