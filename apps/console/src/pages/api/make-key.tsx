import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { Select, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { UnreachableError } from "../../api/problem.ts";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { makeKey, useKeysChanged, type MadeKey, type NewKey } from "./key-calls.ts";

type Role = NewKey["role"];

const roles: readonly { readonly value: Role; readonly label: string }[] = [
  { value: "operator", label: "Operator: runs the shop" },
  { value: "admin", label: "Admin: that, and keys and proofs" },
  { value: "customer", label: "Customer: orders of one e-mail address" },
];

/** Makes a key and shows it, this once: it is kept by nothing but this dialog. */
export function MakeKey({ onClose }: { readonly onClose: () => void }) {
  const [made, setMade] = useState<MadeKey>();
  return (
    <Modal
      opened
      title={made === undefined ? "New key" : `Key ${made.name}`}
      onClose={onClose}
      closeOnClickOutside={made === undefined}
      closeOnEscape={made === undefined}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {made === undefined ? <KeyForm onMade={setMade} /> : <Secret made={made} onClose={onClose} />}
    </Modal>
  );
}

function KeyForm({ onMade }: { readonly onMade: (made: MadeKey) => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const [customer, setCustomer] = useState("");
  const { failure, running, make } = useMaking(onMade);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const bound = role === "customer" ? { customer: customer.trim() } : {};
    void make({ name: name.trim(), role, ...bound });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="What it is for; changes made with it are listed under this name."
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Role"
          data={roles}
          allowDeselect={false}
          value={role}
          onChange={(value) => setRole(value ?? "operator")}
        />
        {role === "customer" ? (
          <TextInput
            label="Customer’s e-mail address"
            type="email"
            required
            maxLength={254}
            value={customer}
            onChange={(event) => setCustomer(event.currentTarget.value)}
          />
        ) : null}
        <ProblemAlert error={failure} />
        {failure instanceof UnreachableError ? (
          <Text size="sm">
            Whether a key was made is unknown. If the list has one that you have not seen, revoke
            it.
          </Text>
        ) : null}
        <Group justify="flex-end">
          <Button type="submit" loading={running} disabled={name.trim() === ""}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useMaking(onMade: (made: MadeKey) => void) {
  const [failure, setFailure] = useState<unknown>();
  const [running, setRunning] = useState(false);
  const changed = useKeysChanged();
  const make = async (wanted: NewKey) => {
    if (running) return;
    setRunning(true);
    setFailure(undefined);
    try {
      onMade(await makeKey(wanted));
    } catch (error) {
      setFailure(error);
    } finally {
      setRunning(false);
      void changed();
    }
  };
  return { failure, running, make };
}

function Secret({ made, onClose }: { readonly made: MadeKey; readonly onClose: () => void }) {
  return (
    <Stack gap="sm">
      <Alert color="orange" p="xs" title="Copy it now">
        It is not shown again: it is stored nowhere.
      </Alert>
      <Code block aria-label="The key" tabIndex={0} style={{ overflowWrap: "anywhere" }}>
        {made.key}
      </Code>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={made.key}>
          {({ copied, copy }) => (
            <Button onClick={copy} data-autofocus>
              {copied ? "Copied" : "Copy the key"}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
