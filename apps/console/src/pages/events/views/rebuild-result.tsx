import { Alert, Badge, Group, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { counted } from "../../../parts/counted.ts";
import { IdLink } from "../../../parts/id-link.tsx";
import { RawJson } from "../../../parts/raw-json.tsx";
import { wrongRows, type Rebuild, type Result } from "./view-calls.ts";
import { resultText, rowsText } from "./view-words.ts";

type Example = Result["examples"][number];

const kinds: Readonly<Record<Example["kind"], string>> = {
  missing: "missing",
  different: "other values",
  unexpected: "not in the log",
};

/** What a rebuild found, first of all whether the view was wrong. */
export function RebuildResult({ rebuild }: { readonly rebuild: Rebuild }) {
  const { result, dryRun } = rebuild;
  if (result === null) return null;
  const wrong = wrongRows(result);
  if (wrong === 0) {
    return (
      <Alert color="green" icon={<IconCheck size={18} />} title={resultText(result)}>
        Each is what the log makes. Nothing was changed.
        <Unreadable result={result} />
      </Alert>
    );
  }
  return (
    <Stack gap="sm">
      <Alert
        color={dryRun ? "orange" : "green"}
        icon={dryRun ? <IconAlertTriangle size={18} /> : <IconCheck size={18} />}
        title={`The view was wrong in ${rowsText(wrong)}: ${resultText(result)}`}
      >
        {dryRun
          ? "Nothing was changed: rebuild the view to have that put right."
          : `${rowsText(result.repaired)} put right; the log makes ${rowsText(result.rows)} in all.`}
        <Unreadable result={result} />
      </Alert>
      <Examples result={result} />
    </Stack>
  );
}

function Unreadable({ result: { unreadable } }: { readonly result: Result }) {
  if (unreadable === 0) return null;
  return ` ${counted(unreadable, "event")} could not be read and made no row.`;
}

function Examples({ result }: { readonly result: Result }) {
  const { examples } = result;
  if (examples.length === 0)
    return (
      <Text size="sm" c="dimmed">
        None of these rows is of your tenant.
      </Text>
    );
  const more = wrongRows(result) - examples.length;
  return (
    <section aria-label="Examples">
      <Table.ScrollContainer className="framed" minWidth={560} type="native" tabIndex={0}>
        <Table aria-label="Rows that were wrong" fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Row</Table.Th>
              <Table.Th>Was</Table.Th>
              <Table.Th>In the view</Table.Th>
              <Table.Th>By the log</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {examples.map((example) => (
              <ExampleRow key={JSON.stringify(example.key)} example={example} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group justify="space-between" mt="xs">
        <Text size="xs" c="dimmed">
          {more > 0 ? `and ${rowsText(more)} more` : ""}
        </Text>
        <RawJson value={examples} />
      </Group>
    </section>
  );
}

function ExampleRow({ example }: { readonly example: Example }) {
  const { kind, key, columns } = example;
  const names = Object.entries(key).filter(([column]) => column !== "tenant");
  const values = (side: "stored" | "fromLog") =>
    columns.map(({ column, ...sides }) => (
      <div key={column}>
        <Text span size="xs" c="dimmed">
          {column}{" "}
        </Text>
        {shown(sides[side])}
      </div>
    ));
  return (
    <Table.Tr style={{ verticalAlign: "top" }}>
      <Table.Td>
        {names.map(([column, value]) => (
          <div key={column}>
            <RowKey value={value} />
          </div>
        ))}
      </Table.Td>
      <Table.Td>
        <Badge color={kind === "different" ? "orange" : "red"}>{kinds[kind]}</Badge>
      </Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        {kind === "missing" ? <None /> : values("stored")}
      </Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        {kind === "unexpected" ? <None /> : values("fromLog")}
      </Table.Td>
    </Table.Tr>
  );
}

function RowKey({ value }: { readonly value: unknown }) {
  const text = shown(value);
  return text.startsWith("ord_") ? <IdLink id={text} to={`/orders/${text}`} /> : text;
}

function None() {
  return (
    <Text span size="sm" c="dimmed">
      no row
    </Text>
  );
}

const maxShown = 120;

/** A value of a column as it is stored; long ones are cut, the raw ones have all of them. */
function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= maxShown ? text : `${text.slice(0, maxShown)}…`;
}
