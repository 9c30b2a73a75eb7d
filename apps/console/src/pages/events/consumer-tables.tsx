import { Anchor, Table } from "@mantine/core";
import { Link } from "react-router";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Panel } from "../overview/panel.tsx";
import type { ConsumerDetail } from "./consumer-calls.ts";
import { addressOfEvents } from "./event-filter.ts";

/** Where a consumer stands in each partition of what it reads, and who has it. */
export function Sources({ sources }: Pick<ConsumerDetail, "sources">) {
  return (
    <Panel title="Partitions">
      <Table.ScrollContainer minWidth={640} type="native">
        <Table aria-label="Partitions" verticalSpacing={3}>
          <Head
            left={["Log or topic"]}
            right={["Partition", "Position", "Head", "Epoch"]}
            end="Owner"
          />
          <Table.Tbody>
            {sources.flatMap(({ channel, source, head, partitions }) =>
              partitions.map(({ partition, position, epoch, owner }) => (
                <Table.Tr key={`${channel}/${partition}`}>
                  <Table.Td>
                    <Anchor
                      component={Link}
                      size="sm"
                      to={addressOfEvents({ service: source, partition: String(partition) })}
                    >
                      {channel}
                    </Anchor>
                  </Table.Td>
                  {[partition, position, head, epoch].map((value, index) => (
                    <Table.Td key={index} ta="right" className="number">
                      {value.toLocaleString("en")}
                    </Table.Td>
                  ))}
                  <Table.Td>{owner === null ? "nobody" : <IdLink id={owner} />}</Table.Td>
                </Table.Tr>
              )),
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

/** The processes that share it. */
export function Members({ members }: Pick<ConsumerDetail, "members">) {
  return (
    <Panel title="Members">
      <Table.ScrollContainer minWidth={640} type="native">
        <Table aria-label="Members" verticalSpacing={3}>
          <Head
            left={["Process", "Joined", "Last heard of", "Partitions"]}
            right={["Handled", "Failed"]}
          />
          <Table.Tbody>
            {members.map(({ owner, joinedAt, lastBeatAt, partitions, handled, failed }) => (
              <Table.Tr key={owner}>
                <Table.Td>
                  <IdLink id={owner} />
                </Table.Td>
                <Table.Td>
                  <Moment at={joinedAt} />
                </Table.Td>
                <Table.Td>
                  <Moment at={lastBeatAt} />
                </Table.Td>
                <Table.Td>{partitions.length === 0 ? "none" : partitions.join(", ")}</Table.Td>
                {[handled, failed].map((value, index) => (
                  <Table.Td key={index} ta="right" className="number">
                    {value.toLocaleString("en")}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function Head(props: {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly end?: string;
}) {
  const { left, right, end } = props;
  return (
    <Table.Thead>
      <Table.Tr>
        {left.map((title) => (
          <Table.Th key={title} scope="col">
            {title}
          </Table.Th>
        ))}
        {right.map((title) => (
          <Table.Th key={title} scope="col" ta="right">
            {title}
          </Table.Th>
        ))}
        {end === undefined ? null : <Table.Th scope="col">{end}</Table.Th>}
      </Table.Tr>
    </Table.Thead>
  );
}
