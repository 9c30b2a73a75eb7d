import { Alert, Button, Group, Radio, Stack, Table } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { useState } from "react";
import { differences, draftFields, type DraftField, type ProductDraft } from "./product-draft.ts";

interface EditConflictProps {
  readonly mine: ProductDraft;
  readonly theirs: ProductDraft;
  /** Gets what the person made of both; nothing is saved yet. */
  readonly onResolved: (draft: ProductDraft) => void;
}

/** Both versions of a product that two have edited, and for each field which one is to count. */
export function EditConflict({ mine, theirs, onResolved }: EditConflictProps) {
  const fields = differences(mine, theirs);
  const [kept, setKept] = useState<ReadonlySet<DraftField>>(new Set(fields));
  const choose = (field: DraftField, mineCounts: boolean) => {
    const next = new Set(kept);
    if (mineCounts) next.add(field);
    else next.delete(field);
    setKept(next);
  };
  const resolve = () =>
    onResolved({
      ...theirs,
      ...Object.fromEntries([...kept].map((field) => [field, mine[field]])),
    });
  return (
    <Stack maw={760}>
      <Alert
        role="alert"
        color="orange"
        icon={<IconGitMerge size={18} />}
        title="Somebody else has changed this product"
      >
        Nothing of yours was saved. Choose for each field what shall count, go on, and save again.
      </Alert>
      <Table aria-label="Your version and the one in the catalogue">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Field</Table.Th>
            <Table.Th scope="col">Yours</Table.Th>
            <Table.Th scope="col">In the catalogue now</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {draftFields
            .filter(([field]) => fields.includes(field))
            .map(([field, title]) => (
              <Table.Tr key={field}>
                <Table.Th scope="row">{title}</Table.Th>
                {[true, false].map((isMine) => (
                  <Table.Td key={String(isMine)}>
                    <Radio
                      size="xs"
                      name={field}
                      label={(isMine ? mine : theirs)[field] || "(empty)"}
                      checked={kept.has(field) === isMine}
                      onChange={() => choose(field, isMine)}
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      <Group>
        <Button onClick={resolve}>Go on with this</Button>
        <Button variant="default" onClick={() => onResolved(theirs)}>
          Drop mine
        </Button>
      </Group>
    </Stack>
  );
}
