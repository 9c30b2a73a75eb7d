import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { ConfirmAction } from "../../parts/confirm-action.tsx";
import { revokeKey, useKeysChanged, type Key } from "./key-calls.ts";

interface RevokeKeyProps {
  readonly apiKey: Key;
  readonly onClose: () => void;
}

export function RevokeKey({ apiKey, onClose }: RevokeKeyProps) {
  const { name, own } = apiKey;
  const [understood, setUnderstood] = useState(!own);
  const changed = useKeysChanged();
  return (
    <ConfirmAction
      title={`Revoke ${name}`}
      says={
        own
          ? "This is the key that you signed in with. Within a second your session ends, and so does everything else that uses the key."
          : "Within a second every call with it is refused, and sessions that were opened with it end. It cannot be taken back."
      }
      verb="Revoke"
      dangerous
      asksReason
      ready={understood}
      run={async ({ reason }) => {
        await revokeKey(apiKey, reason);
        await changed();
        return `${name} is revoked.`;
      }}
      onClose={onClose}
    >
      {own ? (
        <Checkbox
          size="xs"
          label="I have another way in"
          checked={understood}
          onChange={(event) => setUnderstood(event.currentTarget.checked)}
        />
      ) : null}
    </ConfirmAction>
  );
}
