import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useId, useState, type ReactNode } from "react";
import { UnreachableError } from "../api/problem.ts";
import { ProblemAlert } from "./problem-alert.tsx";

export interface ActionRun {
  /** Empty when none is asked for. */
  readonly reason: string;
  /** The same for each try whose outcome is unknown, so that trying again does it once. */
  readonly idempotencyKey: string;
}

interface ConfirmActionProps {
  readonly title: string;
  /** What will happen. */
  readonly says: ReactNode;
  /** What the button says: the verb. */
  readonly verb: string;
  readonly dangerous?: boolean;
  readonly asksReason?: boolean;
  /** False while the fields do not make a request yet. */
  readonly ready?: boolean;
  /** Fields of the action. */
  readonly children?: ReactNode;
  /** Does it. @returns what came of it, in words */
  readonly run: (run: ActionRun) => Promise<ReactNode>;
  readonly onClose: () => void;
}

/**
 * A dialog for what changes something: says what will happen, asks for a reason, cannot be pressed
 * twice, and shows what came of it. Render it while it is open. When nobody answered, the fields stay
 * locked, because trying again has to be the same request.
 */
export function ConfirmAction(props: ConfirmActionProps) {
  const { title, says, children, asksReason = false, onClose } = props;
  const { reason, setReason, running, failure, outcome, start } = useRun(props);
  const uncertain = failure instanceof UnreachableError;
  const formId = useId();
  return (
    <Modal
      opened
      title={title}
      onClose={running ? () => undefined : onClose}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {outcome === undefined ? (
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          <Stack gap="sm">
            <Text size="sm" component="div">
              {says}
            </Text>
            <fieldset disabled={running || uncertain} style={{ all: "unset" }}>
              <Stack gap="sm">
                {children}
                {asksReason ? (
                  <Textarea
                    label="Reason"
                    description="Is kept with the change."
                    required
                    maxLength={500}
                    value={reason}
                    onChange={(event) => setReason(event.currentTarget.value)}
                  />
                ) : null}
              </Stack>
            </fieldset>
            <ProblemAlert error={failure} />
            {uncertain ? (
              <Text size="sm">
                Whether it was done is unknown. Trying again is safe: it will be done once.
              </Text>
            ) : null}
          </Stack>
        </form>
      ) : (
        <Alert role="status" color="green" icon={<IconCheck size={18} />}>
          {outcome}
        </Alert>
      )}
      <Buttons {...props} formId={formId} running={running} done={outcome !== undefined} />
    </Modal>
  );
}

function Buttons(
  props: ConfirmActionProps & {
    readonly formId: string;
    readonly running: boolean;
    readonly done: boolean;
  },
) {
  const { verb, dangerous = false, ready = true, formId, running, done, onClose } = props;
  return (
    <Group justify="flex-end" mt="md" gap="xs">
      <Button variant="default" disabled={running} onClick={onClose}>
        {done ? "Close" : "Back"}
      </Button>
      {done ? null : (
        <Button
          type="submit"
          form={formId}
          loading={running}
          disabled={!ready}
          {...(dangerous ? { color: "red" } : {})}
        >
          {verb}
        </Button>
      )}
    </Group>
  );
}

function useRun({ run, asksReason = false }: ConfirmActionProps) {
  const [reason, setReason] = useState("");
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [outcome, setOutcome] = useState<ReactNode>();
  const [idempotencyKey, setKey] = useState(newKey);
  const start = async () => {
    if (running || (asksReason && reason.trim() === "")) return;
    setRunning(true);
    setFailure(undefined);
    try {
      setOutcome(await run({ reason: reason.trim(), idempotencyKey }));
    } catch (error) {
      setFailure(error);
      // It was answered: what is sent next is another request.
      if (!(error instanceof UnreachableError)) setKey(newKey());
    } finally {
      setRunning(false);
    }
  };
  return { reason, setReason, running, failure, outcome, start };
}

/** `crypto.randomUUID` is there on https and localhost only, and a console may be on neither. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
