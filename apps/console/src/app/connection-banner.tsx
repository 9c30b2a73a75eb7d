import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useReachability } from "../live/reachability.ts";

/** Is there while the server does not answer. The live region is always there, so that it is read out. */
export function ConnectionBanner() {
  const { reachable, heardAt } = useReachability();
  return (
    <div role="status">
      {reachable ? null : (
        <Alert color="orange" mb="md" p="xs" icon={<IconPlugConnectedX size={18} />}>
          The server does not answer. What you see is from {new Date(heardAt).toLocaleTimeString()};
          trying again…
        </Alert>
      )}
    </div>
  );
}
